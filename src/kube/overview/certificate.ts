import { X509Certificate } from "node:crypto";
import type { EpochMs } from "../../base/index.ts";

/** Certificates of one bundle that are looked at. */
const MOST_IN_BUNDLE = 100;

/** A certificate that is shown to others, or that others are to trust. */
export interface CertificateSeen {
  /** `API server`, `kubelet of node1`, `webhook a/b`. */
  readonly of: string;
  readonly notBefore: EpochMs;
  readonly notAfter: EpochMs;
  readonly isSelfSigned: boolean;
  readonly command: string;
}

/** One certificate of DER or PEM; `null` where it is none. */
export function certificateOf(octets: Buffer | string): Omit<CertificateSeen, "of" | "command"> | null {
  try {
    const read = new X509Certificate(octets);
    const notBefore = read.validFromDate.getTime();
    const notAfter = read.validToDate.getTime();
    if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return null;
    return { notBefore, notAfter, isSelfSigned: read.subject === read.issuer };
  } catch {
    // OpenSSL's errors for whatever is no certificate have many codes and say the same.
    return null;
  }
}

/**
 * Of a bundle of authorities the one that lasts longest, for one that is valid is enough; `null` where it holds none. An authority's
 * bundle keeps old ones on purpose while it is renewed.
 */
export function longestOf(caBundle: string): Omit<CertificateSeen, "of" | "command"> | null {
  const text = Buffer.from(caBundle, "base64").toString("latin1");
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  const all = blocks.slice(0, MOST_IN_BUNDLE).flatMap((block) => certificateOf(block) ?? []);
  return all.toSorted((a, b) => b.notAfter - a.notAfter)[0] ?? null;
}
