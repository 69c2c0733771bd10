import type { TlsHandshake } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, type Reader } from "../reader.ts";
import { dayOf, type Handshake, ownHandshakes } from "./failing-handshakes.ts";

/** Errors of OpenSSL that say what a certificate of the path may not do. X509_verify_cert(3). */
const usageErrors: readonly string[] = ["INVALID_CA", "PATH_LENGTH_EXCEEDED", "INVALID_PURPOSE"];

/** Errors of OpenSSL that come of its security level. SSL_CTX_set_security_level(3). */
const weakErrors: readonly string[] = ["EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK"];

/** What a client finds amiss in the certificates of the attempts' handshakes: each thing that would stop it by itself. */
export const readCertificateSymptom: Reader = (evidence) => ownHandshakes(evidence).flatMap(readOne);

function readOne(record: Handshake): readonly Observation[] {
  const { value } = record;
  // A server that refuses by an alert has ended it: what its certificate is like matters to nobody.
  if (value.outcome !== "completed") return [];
  const says = (name: ObservationName, holds: boolean) =>
    holds ? observe(name, true, { records: [record], slots: slotsOf(value) }) : [];
  const error = value.trust?.error ?? "";
  const isUsage = usageErrors.includes(error);
  const isWeak = weakErrors.includes(error);
  const isUntrusted = value.trust?.trusted === false && !isUsage && !isWeak;
  const isMissing = isUntrusted && value.trust.missingIssuer !== null && isToBeHad(value);
  return [
    ...says("chain-unverified", isUntrusted),
    ...(isUntrusted
      ? observe("intermediate-missing", isMissing, { records: [record], slots: slotsOf(value) })
      : []),
    ...says("certificate-too-weak", isWeak),
    ...says("certificate-usage-differs", value.usageAllowsServer === false || isUsage),
    ...says("certificate-out-of-date", value.dates === "expired"),
    ...says("certificate-ahead-of-date", value.dates === "not-yet-valid"),
    ...says("certificate-name-differs", value.nameMatches === false),
    ...says("certificate-revoked-by-staple", value.stapleRevoked === true),
    // RFC 7301, section 3.2: a client that has http/1.1 in its list goes on with it where nothing was chosen.
    ...says(
      "no-protocol-chosen",
      value.offered.alpn.length > 0 && value.alpn === null && !value.offered.alpn.includes("http/1.1"),
    ),
  ];
}

/** An unknown root looks like a missing intermediate: the contract's rule, catalogue row `certificate-chain-incomplete`. */
const isToBeHad = ({ trust }: TlsHandshake): boolean =>
  trust?.anchorsFrom === "option" || trust?.missingIssuerHasUrl === true;

function slotsOf(value: TlsHandshake): Readonly<Record<string, string>> {
  const { chain, trust, datesWrong, usageWrong, nameAsked } = value;
  const [leaf] = chain;
  const last = chain.find(({ issuer }) => issuer === trust?.missingIssuer) ?? chain.at(-1);
  const names = leaf?.names.slice(0, 4).join(", ") ?? "";
  return {
    nameAsked,
    names: names === "" ? `no name at all (subject ${leaf?.subject ?? "unknown"})` : names,
    subject: datesWrong?.subject ?? usageWrong ?? leaf?.subject ?? "unknown",
    issuer: leaf?.issuer ?? "unknown",
    notAfter: datesWrong === null ? "" : dayOf(datesWrong.notAfter),
    notBefore: datesWrong === null ? "" : dayOf(datesWrong.notBefore),
    trustError: trust?.error ?? "none",
    missingIssuer: trust?.missingIssuer ?? trust?.error ?? "none",
    issuerUrl: last?.issuerUrls[0] ?? "the authority",
    rootOf: chain.at(-1)?.issuer ?? "unknown",
    sentCount: String(chain.length),
    offeredAlpn: value.offered.alpn.join(", ") || "none",
  };
}
