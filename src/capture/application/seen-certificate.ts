import { createHash } from "node:crypto";
import type { CertificateSeen } from "../../evidence/index.ts";
import { decodeCertificate } from "../../wire/index.ts";

/** Certificates kept of one chain, and names of one certificate. */
const MOST_CERTIFICATES = 10;
const MOST_NAMES = 100;
/** Certificates that are remembered, for most connections of a capture show the same ones. */
const MOST_REMEMBERED = 200;

/** Reads certificates in DER, each only once. */
export class SeenCertificates {
  private readonly remembered = new Map<string, CertificateSeen | null>();

  /** What a chain says; what cannot be read is left out. */
  read(chain: readonly Uint8Array[]): readonly CertificateSeen[] {
    return chain.slice(0, MOST_CERTIFICATES).flatMap((der) => this.one(der) ?? []);
  }

  private one(der: Uint8Array): CertificateSeen | null {
    const fingerprint = createHash("sha256").update(der).digest("hex");
    const known = this.remembered.get(fingerprint);
    if (known !== undefined) return known;
    const seen = describe(der, fingerprint);
    if (this.remembered.size < MOST_REMEMBERED) this.remembered.set(fingerprint, seen);
    return seen;
  }
}

function describe(der: Uint8Array, fingerprint: string): CertificateSeen | null {
  const decoded = decodeCertificate(der);
  if (decoded === null) return null;
  return {
    subject: decoded.subject,
    issuer: decoded.issuer,
    names: decoded.names.slice(0, MOST_NAMES),
    notBefore: decoded.notBefore,
    notAfter: decoded.notAfter,
    isCa: decoded.isCa ?? false,
    // By its names and key ids alone: a signature is not checked here.
    selfSigned:
      decoded.subjectDer === decoded.issuerDer &&
      (decoded.authorityKeyId === null || decoded.authorityKeyId === decoded.subjectKeyId),
    extendedKeyUsage: decoded.extendedKeyUsage ?? [],
    keyType: decoded.keyType,
    issuerUrls: decoded.issuerUrls.map((url) => url.split("?")[0] ?? ""),
    fingerprint,
  };
}
