import type { EpochMs, Ms } from "../../base/index.ts";
import {
  type CapturedFlow,
  type CertificateSeen,
  refusedAfterReset,
  type TlsHandshake,
} from "../../evidence/index.ts";
import type { CapturedAlert, CapturedTls } from "../application/index.ts";
import { holdsName } from "./certificate-name.ts";

/** A client that ends a handshake sooner was in haste; who waits so long has a timeout. */
const LONG_WAIT: Ms = 5_000;
/** What is still waited for at the end of a capture is missing after so long. */
const LONG_UNTIL_END: Ms = 10_000;
/** Alerts by which a client refuses the server's certificate. RFC 8446, section 6.2. */
const ofCertificate: readonly number[] = [42, 43, 44, 45, 46, 48];
const UNKNOWN_CA = 48;

/** The handshake's connection, the capture's time as the wall clock's, and when the capture ends. */
interface Around {
  readonly flow: CapturedFlow;
  readonly wall: (at: Ms) => EpochMs;
  readonly endsAt: Ms;
}

/** A handshake as a check would have recorded it; `null` where the capture does not hold enough to say how it went. */
export function tlsSeen(captured: CapturedTls, times: Around): TlsHandshake | null {
  const seen = asReceived(captured, times.flow);
  const hello = seen.clientHello;
  if (hello === null) return null;
  const refusal = seen.alerts.find(isRefusal);
  const outcome = outcomeOf(seen, refusal, times.endsAt);
  if (outcome === null) return null;
  const isFromClient = refusal?.from === "client";
  const byCertificate =
    isFromClient &&
    refusal.number !== null &&
    ofCertificate.includes(refusal.number) &&
    seen.certificate !== null;
  const until = seen.finished ?? refusal?.mark ?? seen.end?.mark ?? seen.last;
  const judged = byCertificate ? judgedCertificate(seen, refusal, times.wall(refusal.mark.at)) : unjudged;
  return {
    address: seen.server.address,
    port: seen.server.port,
    variant: null,
    namesPlanned: [],
    serverName: hello.serverName,
    nameAsked: hello.serverName ?? seen.server.address,
    offered: {
      minVersion: hello.versions.at(-1) ?? "unknown",
      maxVersion: hello.versions[0] ?? "unknown",
      // What the server chooses of it is encrypted in TLS 1.3.
      alpn: outcome === "completed" ? [] : hello.alpn,
      clientCertificate: false,
      helloOctets: hello.octets,
    },
    // A client refuses a certificate once it has it: with the same handshake another client goes on.
    outcome: judged === unjudged ? outcome : "completed",
    stage: seen.stage,
    helloAcknowledged: null,
    alert:
      refusal === undefined || isFromClient || refusal.number === null
        ? null
        : {
            number: refusal.number,
            name: refusal.name ?? "unknown",
            afterFinished: refusal.stage === "finished",
          },
    localError: isFromClient ? `alert ${refusal.number} (${refusal.name ?? "unknown"}) by the client` : null,
    strangeAnswer: seen.strangeAnswer,
    version: seen.serverHello?.version ?? null,
    cipher: seen.serverHello?.cipher ?? null,
    group: seen.serverHello?.group ?? null,
    retryRequested: seen.retryRequested,
    signatureAlgorithm: null,
    alpn: seen.serverHello?.alpn ?? null,
    clientCertificateAsked: seen.clientCertificateAsked,
    clientAuthorities: seen.clientAuthorities,
    chain: seen.certificate?.chain ?? [],
    ...judged,
    usageAllowsServer: null,
    usageWrong: null,
    stapleRevoked: null,
    firstAnswer: seen.firstAnswerTook,
    took: Math.max(0, until.at - hello.first.at),
  };
}

/** What the client had of a handshake: what comes behind a reset that it took, it refuses. */
function asReceived(seen: CapturedTls, flow: CapturedFlow): CapturedTls {
  const reset = refusedAfterReset(flow);
  if (reset === null || (seen.finished !== null && seen.finished.frame < reset.mark.frame)) return seen;
  const isTaken = (mark: { readonly frame: number } | null | undefined) =>
    mark !== null && mark !== undefined && mark.frame < reset.mark.frame;
  const end = { by: "server", how: "reset", mark: reset.mark } as const;
  const hasHello = isTaken(seen.serverHello?.mark);
  return {
    ...seen,
    end,
    finished: null,
    last: isTaken(seen.last) ? seen.last : reset.mark,
    alerts: seen.alerts.filter(({ mark }) => isTaken(mark)),
    ...(isTaken(seen.firstAnswer) ? {} : { firstAnswer: null, firstAnswerTook: null, strangeAnswer: null }),
    ...(hasHello ? {} : { serverHello: null, stage: "client-hello-sent" as const }),
    ...(isTaken(seen.certificate?.mark)
      ? {}
      : { certificate: null, ...(hasHello ? { stage: "server-hello-received" as const } : {}) }),
  };
}

/** A fatal alert that can be read, of either end. */
const isRefusal = ({ level, number }: CapturedAlert): boolean => level === "fatal" && number !== null;

function outcomeOf(
  seen: CapturedTls,
  refusal: CapturedAlert | undefined,
  endsAt: Ms,
): TlsHandshake["outcome"] | null {
  const { clientHello: hello, end, finished, strangeAnswer, unknownFrom, isWholeFromStart } = seen;
  if (hello === null) return null;
  if (finished !== null) return "completed";
  if (refusal !== undefined) return refusal.from === "server" ? "alert" : "refused-by-us";
  if (strangeAnswer !== null) return isWholeFromStart ? "not-tls" : null;
  if (unknownFrom !== null || !isWholeFromStart || !seen.bothEndsSeen) return null;
  if (end === null) return endsAt - seen.last.at >= LONG_UNTIL_END ? "timed-out" : null;
  if (end.by === "server") return end.how === "reset" ? "reset" : "closed";
  return end.mark.at - seen.last.at >= LONG_WAIT ? "timed-out" : null;
}

type Judged = Pick<TlsHandshake, "trust" | "nameMatches" | "dates" | "datesWrongAt" | "datesWrong">;

const unjudged: Judged = {
  trust: null,
  nameMatches: null,
  dates: null,
  datesWrongAt: null,
  datesWrong: null,
};

/** Why the client refuses, as far as its alert and the certificates themselves say; else it is not judged. */
function judgedCertificate(
  { certificate, clientHello }: CapturedTls,
  alert: CapturedAlert,
  now: EpochMs,
): Judged {
  const chain = certificate?.chain ?? [];
  const [leaf] = chain;
  if (leaf === undefined) return unjudged;
  if (alert.number === UNKNOWN_CA) return { ...unjudged, trust: untrusted(chain) };
  const index = chain.findIndex(({ notBefore, notAfter }) => now > notAfter || now < notBefore);
  const wrong = chain[index];
  if (wrong !== undefined) {
    const { subject, notBefore, notAfter } = wrong;
    const dates = now > notAfter ? "expired" : "not-yet-valid";
    return { ...unjudged, dates, datesWrongAt: index, datesWrong: { subject, notBefore, notAfter } };
  }
  const name = clientHello?.serverName ?? null;
  if (name !== null && !holdsName(leaf, name)) return { ...unjudged, nameMatches: false };
  return unjudged;
}

/** The client says by unknown_ca that no path leads to an authority that it trusts. */
function untrusted(chain: readonly CertificateSeen[]): TlsHandshake["trust"] {
  const last = chain.at(-1);
  const endsInSelfSigned = last?.selfSigned === true;
  return {
    trusted: false,
    error: endsInSelfSigned ? "SELF_SIGNED_CERT_IN_CHAIN" : "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    missingIssuer: endsInSelfSigned ? null : (last?.issuer ?? null),
    missingIssuerHasUrl: (last?.issuerUrls.length ?? 0) > 0,
    issuerKeyDiffers: false,
    endsInSelfSigned,
    anchorsFrom: "system",
  };
}
