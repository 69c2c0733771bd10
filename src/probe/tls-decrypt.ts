import { createDecipheriv, createHmac } from "node:crypto";
import { contentType, type TlsRecord } from "../wire/index.ts";

/** The cipher suites of TLS 1.3. RFC 8446, appendix B.4. */
const suites: Readonly<
  Record<
    number,
    { cipher: "aes-128-gcm" | "aes-256-gcm" | "chacha20-poly1305"; hash: string; keyOctets: number }
  >
> = {
  4865: { cipher: "aes-128-gcm", hash: "sha256", keyOctets: 16 },
  4866: { cipher: "aes-256-gcm", hash: "sha384", keyOctets: 32 },
  4867: { cipher: "chacha20-poly1305", hash: "sha256", keyOctets: 32 },
};

/** What was inside an encrypted record. */
export interface Opened {
  readonly type: number;
  readonly content: Uint8Array;
}

/** Opens the records of one direction and one key, in order; `null` for one that the key does not fit. */
export type Opener = (record: TlsRecord) => Opened | null;

/**
 * Opens what the peer of our own handshake encrypted, by a traffic secret that our own library gave us.
 * RFC 8446, sections 5.2 and 7.3.
 *
 * @returns `null` for a suite that is not of TLS 1.3.
 */
export function openerOf(secret: Buffer, suiteNumber: number): Opener | null {
  const suite = suites[suiteNumber];
  if (suite === undefined) return null;
  const key = expandLabel(secret, "key", suite.keyOctets, suite.hash);
  const iv = expandLabel(secret, "iv", 12, suite.hash);
  let sequence = 0n;
  return ({ type, header, fragment }) => {
    if (type !== contentType.applicationData || fragment.length < 17) return null;
    const nonce = Buffer.from(iv);
    nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ sequence, 4);
    const decipher =
      suite.cipher === "chacha20-poly1305"
        ? createDecipheriv(suite.cipher, key, nonce, { authTagLength: 16 })
        : createDecipheriv(suite.cipher, key, nonce);
    decipher.setAAD(header, { plaintextLength: fragment.length - 16 });
    decipher.setAuthTag(fragment.subarray(-16));
    try {
      const inner = Buffer.concat([decipher.update(fragment.subarray(0, -16)), decipher.final()]);
      sequence += 1n;
      return unpad(inner);
    } catch {
      // The tag does not fit: another key, or octets that were changed on the way.
      return null;
    }
  };
}

/** Content, its type in the last octet that is not zero, zeroes behind. RFC 8446, section 5.4. */
function unpad(inner: Buffer): Opened | null {
  const at = inner.findLastIndex((octet) => octet !== 0);
  return at < 0 ? null : { type: inner[at] ?? 0, content: inner.subarray(0, at) };
}

/** HKDF-Expand-Label for at most one block of the hash. RFC 8446, section 7.1; RFC 5869, section 2.3. */
function expandLabel(secret: Buffer, label: string, octets: number, hash: string): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.from([octets >> 8, octets & 0xff, name.length, ...name, 0, 1]);
  return createHmac(hash, secret).update(info).digest().subarray(0, octets);
}
