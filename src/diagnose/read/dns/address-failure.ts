import type {
  AttemptStep,
  Evidence,
  HttpExchange,
  TcpConnect,
  TlsHandshake,
} from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";

/** The step at which a request to one address fails, and how. */
export interface AddressFailure {
  readonly step: AttemptStep;
  /** A few words: `refused`, `certificate expired`, `status 503`. */
  readonly words: string;
  /** The record of the step. */
  readonly record: Evidence;
}

/** How the last failed try of an address ended; `null` where no record of its steps says so. */
export function failureAt(
  address: string,
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
): AddressFailure | null {
  const attempt = ofKind(evidence, "attempt").findLast(
    ({ vantage, value }) => vantage === client && value.address === address && value.failedAt !== null,
  );
  // An attempt that went on to the next address is that one's: the connect tells by itself how it ended here.
  const steps = evidence.filter(
    ({ id, vantage }) => vantage === client && (attempt?.value.steps.includes(id) ?? true),
  );
  const handshake = ofKind(steps, "tls-handshake").findLast(({ value }) => value.address === address);
  const exchange = ofKind(steps, "http-exchange").findLast(({ value }) => value.address === address);
  const connect = ofKind(steps, "tcp-connect").findLast(
    ({ value }) => value.address === address && value.isTargetPort,
  );
  switch (attempt?.value.failedAt ?? "connect") {
    case "exchange":
      return exchange === undefined
        ? null
        : { step: "exchange", words: exchangeWords(exchange.value), record: exchange };
    case "tls":
      return handshake === undefined
        ? null
        : { step: "tls", words: handshakeWords(handshake.value), record: handshake };
    case "connect":
      return connect === undefined || connect.value.outcome === "connected"
        ? null
        : { step: "connect", words: connectWords[connect.value.outcome], record: connect };
    default:
      return null;
  }
}

const connectWords: Readonly<Record<TcpConnect["outcome"], string>> = {
  connected: "connects",
  refused: "refused",
  "timed-out": "no answer to SYN",
  unreachable: "unreachable",
  prohibited: "prohibited by a filter",
  "no-route": "no route on this host",
  "denied-locally": "denied by this host's filter",
  "no-local-port": "no free local port",
  "no-descriptor": "no free file descriptor",
  reset: "reset in the handshake",
};

function handshakeWords({ outcome, alert, trust, dates, nameMatches, ...tls }: TlsHandshake): string {
  if (outcome === "alert") return `TLS alert ${alert?.name ?? "without a name"}`;
  if (outcome === "not-tls") return "answers without TLS";
  if (outcome !== "completed") return `TLS handshake ${outcome.replaceAll("-", " ")}`;
  if (dates === "expired") return "certificate expired";
  if (dates === "not-yet-valid") return "certificate not yet valid";
  if (nameMatches === false) return "certificate for another name";
  // A root that this host lacks looks the same, so that no more than what is missing is said.
  if (trust?.trusted === false && trust.missingIssuer !== null)
    return "certificate chain incomplete or its root unknown";
  if (trust?.trusted === false) return `certificate not trusted (${trust.error ?? "no error named"})`;
  if (tls.stapleRevoked === true) return "certificate revoked";
  return tls.usageAllowsServer === false ? "certificate not for servers" : "TLS handshake";
}

function exchangeWords({ outcome, status }: HttpExchange): string {
  if (outcome === "answered" && status !== null) return `status ${status}`;
  if (outcome === "not-http") return "what answers is no HTTP";
  return outcome === "no-answer" ? "no answer to the request" : `answer ${outcome.replaceAll("-", " ")}`;
}
