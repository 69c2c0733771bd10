import { constants, createHash, publicEncrypt } from "node:crypto";

const hash = (algorithm: "sha1" | "sha256", ...parts: readonly Uint8Array[]): Buffer => {
  const running = createHash(algorithm);
  for (const part of parts) running.update(part);
  return running.digest();
};

const mixed = (one: Uint8Array, other: Uint8Array): Uint8Array =>
  Uint8Array.from(one, (octet, index) => octet ^ (other[index % other.length] ?? 0));

/** Ways of authentication that are spoken here. */
export type MysqlPlugin =
  | "mysql_native_password"
  | "caching_sha2_password"
  | "sha256_password"
  | "mysql_clear_password";

/**
 * What proves a password without showing it. Nothing for an empty one.
 *
 * `mysql_native_password`: SHA1(p) xor SHA1(scramble, SHA1(SHA1(p))).
 * `caching_sha2_password`: SHA256(p) xor SHA256(SHA256(SHA256(p)), scramble).
 */
export function scramblePassword(plugin: string, password: string, scramble: Uint8Array): Uint8Array {
  const text = Buffer.from(password, "utf8");
  if (text.length === 0) return text;
  if (plugin === "mysql_native_password") {
    const once = hash("sha1", text);
    return mixed(once, hash("sha1", scramble, hash("sha1", once)));
  }
  const once = hash("sha256", text);
  return mixed(once, hash("sha256", hash("sha256", once), scramble));
}

/** The password under the server's public key; `null` where that is none. Protocol: caching_sha2_password, "full authentication". */
export function encryptPassword(password: string, scramble: Uint8Array, key: string): Uint8Array | null {
  const text = Buffer.from(`${password}\0`, "utf8");
  try {
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, mixed(text, scramble));
  } catch {
    // No key, or one that is too short: the server's own fault, and the login ends.
    return null;
  }
}
