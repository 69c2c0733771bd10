import type { TlsHandshake } from "../../../evidence/index.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, type Reader } from "../reader.ts";
import { ownHandshakes } from "./failing-handshakes.ts";

/**
 * Alerts that speak of a client certificate once it was asked for, by the standard or by the use of servers before TLS 1.3.
 * RFC 8446, section 6.2; RFC 5246, section 7.4.6 (handshake_failure where none is sent).
 */
const ofClientCertificate: readonly number[] = [40, 41, 42, 43, 44, 45, 46, 48, 49, 116];

/** How the handshakes of the attempts ended before their time. One word for each. */
export const readHandshakeSymptom: Reader = (evidence) =>
  ownHandshakes(evidence).flatMap((record) => {
    const name = symptomOf(record.value);
    return name === null ? [] : observe(name, true, { records: [record], slots: slotsOf(record.value) });
  });

/** The symptom of a handshake by its end; `null` when it completed. */
export function symptomOf(value: TlsHandshake): ObservationName | null {
  switch (value.outcome) {
    case "not-tls":
      return "tls-not-spoken";
    case "alert":
      return isOfClientCertificate(value) ? "client-certificate-refused" : "handshake-refused";
    case "refused-by-us":
      return "handshake-refused-here";
    case "closed":
      return endsAfterRequest(value) ? "ended-after-client-certificate" : "handshake-closed";
    case "reset":
      return endsAfterRequest(value) ? "ended-after-client-certificate" : "handshake-reset";
    case "timed-out":
      return value.version === null ? "handshake-unanswered" : "handshake-stops-midway";
    default:
      return null;
  }
}

/** Some servers refuse a client certificate without a word: Node's closes, having verified it by itself. */
const endsAfterRequest = ({ clientCertificateAsked, chain }: TlsHandshake): boolean =>
  clientCertificateAsked === true && chain.length > 0;

const isOfClientCertificate = ({ alert, clientCertificateAsked, chain }: TlsHandshake): boolean =>
  clientCertificateAsked === true &&
  chain.length > 0 &&
  alert !== null &&
  ofClientCertificate.includes(alert.number);

/** Words and numbers for the templates. */
export const slotsOf = (value: TlsHandshake): Readonly<Record<string, string>> => ({
  words: value.strangeAnswer ?? "nothing",
  alert: String(value.alert?.number ?? "none"),
  alertName: value.alert?.name ?? "none",
  reason: value.localError ?? "no reason given",
  stage: value.stage.replaceAll("-", " "),
  seconds: (value.took / 1000).toFixed(1),
  offeredVersions:
    value.offered.minVersion === value.offered.maxVersion
      ? value.offered.minVersion
      : `${value.offered.minVersion} to ${value.offered.maxVersion}`,
  offeredAlpn: value.offered.alpn.join(", ") || "none",
  serverName: value.serverName ?? "no name",
  helloOctets: String(value.offered.helloOctets),
  authorities: value.clientAuthorities.slice(0, 3).join("; ") || "no authority in particular",
});
