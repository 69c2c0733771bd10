import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** Rounds that a server may ask for: more would only keep this process busy. PostgreSQL's own default is 4096. */
const MOST_ROUNDS = 1_000_000;

const derive = promisify(pbkdf2);
const hmac = (key: Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();

/** The client's side of one SCRAM-SHA-256. RFC 5802, RFC 7677. */
export interface Scram {
  readonly first: string;
  /** The answer to the server's first message; `null` where that is none. */
  answer(serverFirst: string): Promise<string | null>;
  /** Whether the server's last message proves that it knows the password too. */
  isServerProven(serverFinal: string): boolean;
}

/** Begins one. No channel binding is asked for: `n,,`. */
export function beginScram(password: string): Scram {
  const nonce = randomBytes(18).toString("base64");
  // PostgreSQL takes the user of the startup message, and ignores this one. PostgreSQL, 55.3.1.
  const bare = `n=,r=${nonce}`;
  let expected: Buffer | null = null;
  return {
    first: `n,,${bare}`,
    async answer(serverFirst) {
      const [, both = "", salt = "", rounds = ""] =
        /^r=([^,]+),s=([^,]+),i=(\d{1,9})/.exec(serverFirst) ?? [];
      const count = Number(rounds);
      if (!both.startsWith(nonce) || both.length === nonce.length || !(count >= 1 && count <= MOST_ROUNDS))
        return null;
      const salted = await derive(
        password.normalize("NFKC"),
        Buffer.from(salt, "base64"),
        count,
        32,
        "sha256",
      );
      const clientKey = hmac(salted, "Client Key");
      const stored = createHash("sha256").update(clientKey).digest();
      const withoutProof = `c=biws,r=${both}`;
      const text = `${bare},${serverFirst},${withoutProof}`;
      const signature = hmac(stored, text);
      expected = hmac(hmac(salted, "Server Key"), text);
      const proof = Buffer.from(clientKey.map((octet, index) => octet ^ (signature[index] ?? 0)));
      return `${withoutProof},p=${proof.toString("base64")}`;
    },
    isServerProven(serverFinal) {
      const given = Buffer.from(/^v=([^,]+)/.exec(serverFinal)?.[1] ?? "", "base64");
      return expected !== null && given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
