import { X509Certificate } from "node:crypto";
import { type EpochMs, isAddress } from "../base/index.ts";
import type { CertificateSeen, TlsHandshake } from "../evidence/index.ts";
import { type Certificate, decodeCertificate, decodeStaple } from "../wire/index.ts";
import { findPath, isSignedBy, isWithinDates, type Link } from "./tls-chain.ts";
import { fingerprintOf, type Trust } from "./tls-trust.ts";

/** What a client makes of a server's certificates. */
export type CertificateJudgement = Pick<
  TlsHandshake,
  | "chain"
  | "trust"
  | "nameMatches"
  | "dates"
  | "datesWrongAt"
  | "datesWrong"
  | "usageAllowsServer"
  | "usageWrong"
  | "stapleRevoked"
>;

/** What is judged. */
export interface CertificatesShown {
  /** DER, as sent, leaf first. */
  readonly sent: readonly Uint8Array[];
  readonly staple: Uint8Array | null;
  /** The name or address that was asked for. */
  readonly name: string;
  readonly trust: Trust;
  readonly now: EpochMs;
  /** OpenSSL's own verdict on the same chain and trust: an error's name, `null` for none; left out where it was not asked. */
  readonly libraryError?: string | null | undefined;
}

/** The judgement of a certificate that never came. */
export const unseen: CertificateJudgement = {
  chain: [],
  trust: null,
  nameMatches: null,
  dates: null,
  datesWrongAt: null,
  datesWrong: null,
  usageAllowsServer: null,
  usageWrong: null,
  stapleRevoked: null,
};

/** What OpenSSL says of dates, which we judge ourselves, by the clock that we were given. */
const dateErrors: readonly string[] = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"];

/**
 * Judges certificates as a client does: a path to an anchor, dates, name, use. Each by itself, so that a record
 * says all that is wrong. Where OpenSSL sees more (name constraints, weak keys), its word on trust and use counts.
 */
export function judgeCertificates(shown: CertificatesShown): CertificateJudgement {
  const { sent, staple, name, trust, now, libraryError } = shown;
  const found = findPath(sent, trust, now);
  const leaf = sent[0];
  if (found === null || leaf === undefined) return unseen;
  const [first] = found.path;
  // OpenSSL accepted all: whatever we would have found amiss, an ordinary client goes on.
  const accepted = libraryError === null;
  const more =
    libraryError === undefined || libraryError === null || dateErrors.includes(libraryError)
      ? null
      : libraryError;
  const trustError = found.error ?? (more === "INVALID_PURPOSE" ? null : weaknessOf(more, found.path));
  // By the clock that we were given; where the path is OpenSSL's and not ours, it looked at the dates too.
  const outOfDate =
    accepted && !found.trusted ? undefined : found.path.find(({ decoded }) => !isWithinDates(decoded, now));
  const misused = accepted
    ? undefined
    : (found.path.find(({ decoded }, depth) => !allowsServer(decoded, depth)) ??
      (more === "INVALID_PURPOSE" ? first : undefined));
  const revoked = staple === null || first === undefined ? null : decodeStaple(staple, first.decoded.serial);
  return {
    chain: sent.flatMap(describe),
    trust: {
      trusted: accepted || trustError === null,
      error: accepted ? null : trustError,
      missingIssuer: accepted ? null : found.missingIssuer,
      missingIssuerHasUrl: !accepted && found.missingIssuerHasUrl,
      issuerKeyDiffers: !accepted && found.issuerKeyDiffers,
      endsInSelfSigned: found.endsInSelfSigned,
      anchorsFrom: trust.from,
    },
    nameMatches: holdsName(leaf, name),
    dates:
      outOfDate === undefined ? "valid" : outOfDate.decoded.notBefore > now ? "not-yet-valid" : "expired",
    datesWrongAt: outOfDate?.sentAt ?? null,
    datesWrong:
      outOfDate === undefined
        ? null
        : {
            subject: outOfDate.decoded.subject,
            notBefore: outOfDate.decoded.notBefore,
            notAfter: outOfDate.decoded.notAfter,
          },
    usageAllowsServer: misused === undefined,
    usageWrong: misused?.decoded.subject ?? null,
    stapleRevoked: revoked === null ? null : revoked === "revoked",
  };
}

/** The least that OpenSSL takes at its default security level 2. SSL_CTX_set_security_level(3). */
const MIN_RSA_BITS = 2048;

/** Node has no name for OpenSSL's errors of weak keys, and says UNSPECIFIED. */
function weaknessOf(error: string | null, path: readonly Link[]): string | null {
  if (error !== "UNSPECIFIED") return error;
  const isWeak = ({ decoded }: Link) =>
    Number(/^RSA (\d+)$/.exec(decoded.keyType)?.[1] ?? MIN_RSA_BITS) < MIN_RSA_BITS;
  const weak = path.findIndex(isWeak);
  return weak < 0 ? error : weak === 0 ? "EE_KEY_TOO_SMALL" : "CA_KEY_TOO_SMALL";
}

/**
 * Whether a leaf holds a name or an address. The common name does not count; a wildcard is one whole label, the
 * first of three or more. RFC 9525, section 6; X509_check_host(3).
 */
export function holdsName(leaf: Uint8Array, name: string): boolean {
  try {
    const certificate = new X509Certificate(leaf);
    if (isAddress(name)) return certificate.checkIP(name) !== undefined;
    const host = name.replace(/\.$/, "");
    return certificate.checkHost(host, { subject: "never", partialWildcards: false }) !== undefined;
  } catch {
    // OpenSSL cannot read it, or the name is none: a client would stop here too.
    return false;
  }
}

/** Leaf: a use of TLS among keyUsage. All: `server` among the purposes, where any are named. OpenSSL, v3_purp.c. */
function allowsServer({ keyUsage, extendedKeyUsage }: Certificate, depth: number): boolean {
  const purposeFits =
    extendedKeyUsage === null || extendedKeyUsage.some((purpose) => serverPurposes.includes(purpose));
  const uses = ["digitalSignature", "keyEncipherment", "keyAgreement"];
  return purposeFits && (depth > 0 || keyUsage === null || keyUsage.some((use) => uses.includes(use)));
}

/** serverAuth, and the two "server gated crypto" that OpenSSL still takes for it. */
const serverPurposes = ["server", "any", "1.3.6.1.4.1.311.10.3.3", "2.16.840.1.113730.4.1"];

/** A certificate as evidence; none where it cannot be read. */
export function describe(der: Uint8Array): readonly CertificateSeen[] {
  const decoded = decodeCertificate(der);
  if (decoded === null) return [];
  return [
    {
      subject: decoded.subject,
      issuer: decoded.issuer,
      names: decoded.names.slice(0, MAX_NAMES),
      notBefore: decoded.notBefore,
      notAfter: decoded.notAfter,
      isCa: decoded.isCa ?? false,
      selfSigned: decoded.subjectDer === decoded.issuerDer && isSignedBy({ der }, { der }),
      extendedKeyUsage: decoded.extendedKeyUsage ?? [],
      keyType: decoded.keyType,
      issuerUrls: decoded.issuerUrls.map((url) => url.split("?")[0] ?? ""),
      fingerprint: fingerprintOf(der),
    },
  ];
}

/** Names kept of one certificate: authorities allow a hundred, some shared ones hold more. */
const MAX_NAMES = 100;
