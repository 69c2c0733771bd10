import { X509Certificate } from "node:crypto";
import type { EpochMs } from "../base/index.ts";
import { type Certificate, decodeCertificate } from "../wire/index.ts";
import { fingerprintOf, type Trust } from "./tls-trust.ts";

/** One certificate of a path. */
export interface Link {
  readonly der: Uint8Array;
  readonly decoded: Certificate;
  /** Its place in the chain as sent; `null` for one of the trust store. */
  readonly sentAt: number | null;
}

/** What comes of looking for a path from a leaf to an anchor. Names of errors are OpenSSL's, X509_verify_cert(3). */
export interface PathFound {
  readonly trusted: boolean;
  readonly error: string | null;
  /** The best path, leaf first: the whole one, or the longest that leads nowhere. */
  readonly path: readonly Link[];
  readonly missingIssuer: string | null;
  readonly missingIssuerHasUrl: boolean;
  readonly issuerKeyDiffers: boolean;
  readonly endsInSelfSigned: boolean;
}

/** Signatures verified in one search at most: chains that cross-sign each other could otherwise be walked for ever. */
const MAX_STEPS = 100;

/** The longest path that is followed; OpenSSL's own default is 100, and none in use has ten. */
const MAX_LENGTH = 12;

/**
 * Looks for a path from the first certificate to an anchor, over all that was sent, in whatever order it was sent.
 * A path whose dates hold is preferred. Any anchor ends a path, a self-signed one or not, as with curl and Go.
 * RFC 5280, section 6; RFC 4158.
 *
 * @returns `null` when the first certificate cannot be read.
 */
export function findPath(sent: readonly Uint8Array[], trust: Trust, now: EpochMs): PathFound | null {
  const links = sent.flatMap((der, sentAt) => {
    const decoded = decodeCertificate(der);
    return decoded === null ? [] : [{ der, decoded, sentAt }];
  });
  const [leaf] = links;
  if (leaf === undefined || leaf.sentAt !== 0) return null;

  const whole: (readonly Link[])[] = [];
  const deadEnds: DeadEnd[] = [];
  let steps = 0;
  const follow = (path: readonly Link[], last: Link): void => {
    if (trust.has(last.der)) {
      whole.push(path);
      return;
    }
    const anchors = trust.find(last.decoded.issuerDer).map((anchor) => ({ ...anchor, sentAt: null }));
    const named = [
      ...anchors,
      ...links.filter(({ decoded }) => decoded.subjectDer === last.decoded.issuerDer),
    ];
    const known = new Set(path.map(({ der }) => fingerprintOf(der)));
    const faults: string[] = [];
    let followed = false;
    for (const candidate of named.filter(({ der }) => !known.has(fingerprintOf(der)))) {
      if (path.length >= MAX_LENGTH || steps >= MAX_STEPS) break;
      steps += 1;
      const fault = faultOfIssuer(candidate, path, last);
      if (fault === null) {
        followed = true;
        follow([...path, candidate], candidate);
      } else faults.push(fault);
    }
    if (!followed)
      deadEnds.push({ path, last, fault: faults[0] ?? null, anchorOfSameName: anchors.length > 0 });
  };
  follow([leaf], leaf);

  const best = whole.find((path) => path.every(({ decoded }) => isWithinDates(decoded, now))) ?? whole[0];
  if (best !== undefined) {
    return { ...found, trusted: true, path: best, endsInSelfSigned: isSelfIssued(best.at(-1) ?? leaf) };
  }
  const end = deadEnds.toSorted((a, b) => b.path.length - a.path.length)[0];
  return end === undefined ? null : judgeDeadEnd(end);
}

const found = { error: null, missingIssuer: null, missingIssuerHasUrl: false, issuerKeyDiffers: false };

interface DeadEnd {
  readonly path: readonly Link[];
  readonly last: Link;
  /** Why a certificate with the issuer's name is not its issuer; `null` when none has the name. */
  readonly fault: string | null;
  readonly anchorOfSameName: boolean;
}

function judgeDeadEnd({ path, last, fault, anchorOfSameName }: DeadEnd): PathFound {
  const base = { ...found, trusted: false, path };
  if (fault === "INVALID_CA" || fault === "PATH_LENGTH_EXCEEDED")
    return { ...base, error: fault, endsInSelfSigned: false };
  if (isSelfIssued(last) && isSignedBy(last, last)) {
    const error = path.length === 1 ? "DEPTH_ZERO_SELF_SIGNED_CERT" : "SELF_SIGNED_CERT_IN_CHAIN";
    return { ...base, error, endsInSelfSigned: true, issuerKeyDiffers: anchorOfSameName };
  }
  if (anchorOfSameName)
    return { ...base, error: "CERT_SIGNATURE_FAILURE", endsInSelfSigned: false, issuerKeyDiffers: true };
  return {
    ...base,
    error: path.length === 1 ? "UNABLE_TO_VERIFY_LEAF_SIGNATURE" : "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    endsInSelfSigned: false,
    missingIssuer: last.decoded.issuer,
    missingIssuerHasUrl: last.decoded.issuerUrls.length > 0,
  };
}

/** Why a certificate that has the issuer's name is not the issuer; `null` when it is. */
function faultOfIssuer(candidate: Link, path: readonly Link[], last: Link): string | null {
  const { authorityKeyId } = last.decoded;
  const { subjectKeyId, isCa, keyUsage, pathLength } = candidate.decoded;
  // Another key of the same authority: the ids say so without a signature. RFC 5280, section 4.2.1.1.
  const isOtherKey = authorityKeyId !== null && subjectKeyId !== null && authorityKeyId !== subjectKeyId;
  if (isOtherKey || !isSignedBy(last, candidate)) return "CERT_SIGNATURE_FAILURE";
  // An anchor of version 1 has no basicConstraints and is taken all the same. X509_check_ca(3).
  const maySign = (isCa ?? candidate.sentAt === null) && (keyUsage?.includes("keyCertSign") ?? true);
  if (!maySign) return "INVALID_CA";
  const below = path.slice(1).filter((link) => !isSelfIssued(link)).length;
  return pathLength !== null && below > pathLength ? "PATH_LENGTH_EXCEEDED" : null;
}

const isSelfIssued = ({ decoded }: Link): boolean => decoded.subjectDer === decoded.issuerDer;

/** Whether a signature is by this issuer's key. */
export function isSignedBy(
  certificate: { readonly der: Uint8Array },
  issuer: { readonly der: Uint8Array },
): boolean {
  try {
    return new X509Certificate(certificate.der).verify(new X509Certificate(issuer.der).publicKey);
  } catch {
    // A key or signature of a kind that OpenSSL cannot use signs nothing for it.
    return false;
  }
}

/** Both ends belong to the validity. RFC 5280, section 4.1.2.5. */
export const isWithinDates = ({ notBefore, notAfter }: Certificate, now: EpochMs): boolean =>
  notBefore <= now && now <= notAfter;
