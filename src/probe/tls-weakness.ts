import { decodeCertificate } from "../wire/index.ts";

/** A key or a signature that today's clients refuse. */
export interface Weakness {
  readonly subject: string;
  readonly of: "key" | "signature";
  /** `RSA 1024`, `SHA-1`. */
  readonly what: string;
}

/** The least that OpenSSL takes at security level 2, and public authorities issue. SSL_CTX_set_security_level(3). */
const MIN_RSA_BITS = 2048;

/** Signatures over digests that can be forged. RFC 9155; RFC 6151. */
const brokenDigests: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.2": "MD2",
  "1.2.840.113549.1.1.4": "MD5",
  "1.2.840.113549.1.1.5": "SHA-1",
  "1.2.840.10040.4.3": "SHA-1",
  "1.2.840.10045.4.1": "SHA-1",
};

/** What is too weak in certificates as sent, in their order. The signature of a root is never verified, so it does not count. */
export function weaknessesOf(certificates: readonly Uint8Array[]): readonly Weakness[] {
  return certificates.flatMap((der): readonly Weakness[] => {
    const decoded = decodeCertificate(der);
    if (decoded === null) return [];
    const { subject, keyType, signedWith } = decoded;
    const bits = Number(/^RSA (\d+)$/.exec(keyType)?.[1] ?? MIN_RSA_BITS);
    const digest = decoded.subjectDer === decoded.issuerDer ? undefined : brokenDigests[signedWith];
    return [
      ...(bits < MIN_RSA_BITS ? [{ subject, of: "key", what: keyType } as const] : []),
      ...(digest === undefined ? [] : [{ subject, of: "signature", what: digest } as const]),
    ];
  });
}
