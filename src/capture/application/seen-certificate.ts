import { createHash } from "node:crypto";
import type { CertificateSeen } from "../../evidence/index.ts";
import { decodeCertificate, decodeCertificate12 } from "../../wire/index.ts";

/** Certificates kept of one chain, and names of one certificate. */
const MOST_CERTIFICATES = 10;
const MOST_NAMES = 100;
/** Certificates that are remembered, for most connections of a capture show the same ones. */
const MOST_REMEMBERED = 200;

/** Reads certificates in DER, each only once. */
export class SeenCertificates {
  private readonly remembered = new Map<string, CertificateSeen | null>();

  /** Messages by their lengths: the last one of each, which most connections to a server share. */
  private readonly messages = new Map<number, Uint8Array>();
  private readonly chains = new WeakMap<Uint8Array, readonly CertificateSeen[]>();

  /** The body of a Certificate message: the one that was seen before, where it is the same. */
  sameAs(body: Uint8Array): Uint8Array {
    const known = this.messages.get(body.length);
    if (known !== undefined && Buffer.compare(known, body) === 0) return known;
    const copy = new Uint8Array(body);
    if (known !== undefined || this.messages.size < MOST_REMEMBERED) this.messages.set(body.length, copy);
    return copy;
  }

  /** What the chain of a message says; what cannot be read is left out. RFC 5246, section 7.4.2. */
  chainOf(body: Uint8Array): readonly CertificateSeen[] {
    const known = this.chains.get(body);
    if (known !== undefined) return known;
    const { certificates } = decodeCertificate12(body);
    const chain = certificates.slice(0, MOST_CERTIFICATES).flatMap((der) => this.one(der) ?? []);
    this.chains.set(body, chain);
    return chain;
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
