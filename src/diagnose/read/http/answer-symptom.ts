import type { Evidence, HttpExchange, RequestAsked } from "../../../evidence/index.ts";
import { isRefusedUnread } from "../../../evidence/index.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { unresolvedIn } from "../hops/unresolved.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { ruleOf, writerOf } from "./answerer.ts";
import { failedExchanges, pathOf } from "./final-exchanges.ts";

/** What the web servers say where a request is spoken in clear to a TLS port. */
const PLAIN_TO_TLS =
  /plain HTTP request was sent to HTTPS port|sent an HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled/i;

/** nginx answers 400 for its own code 494, and says why in the page alone. */
const HEAD_TOO_LARGE = /Request Header Or Cookie Too Large|Request Header Fields Too Large/i;

/** What is out of order in the answer of each failed attempt. One word for each. */
export const readAnswerSymptom: Reader = (evidence, { asked }) =>
  failedExchanges(evidence).flatMap(({ attempt, exchange }) => {
    const name = symptomOf(exchange.value, asked);
    if (name === null) return [];
    const unresolved = name === "proxy-answers-error" ? unresolvedIn(evidence) : null;
    if (unresolved !== null && unresolved.names.length > 0) {
      const { names, slots, record } = unresolved;
      return names.flatMap((one) => observe(one, true, { records: [record, attempt, exchange], slots }));
    }
    const stating = name === "rule-answers-error" ? ofKind(evidence, "proxy-configuration") : [];
    const from = {
      records: [...stating, attempt, exchange],
      slots: {
        ...slotsOf(exchange.value),
        ...writerOf(exchange.value, { evidence, asked }),
        ...ruleOf(exchange.value, stating),
      },
    };
    const isDoubtful =
      name === "application-answers-error" &&
      asked.withheld !== undefined &&
      attempt.by === "probe" &&
      !isSharedByOthers(evidence);
    return observe(name, true, isDoubtful ? { ...from, strength: "suggests" } : from);
  });

/**
 * Whether requests that bear all that they need end with an error of the application as well: one that goes without the client's credentials
 * or body may fail for that alone.
 */
const isSharedByOthers = (evidence: readonly Evidence[]): boolean =>
  ofKind(evidence, "logged-exchanges").some(({ value }) =>
    value.kept.some(({ isOurs, isByFaultline, status }) => !isOurs && !isByFaultline && (status ?? 0) >= 500),
  ) ||
  failedExchanges(evidence).some(
    ({ attempt, exchange }) => attempt.by === "logged" && (exchange.value.status ?? 0) >= 500,
  ) ||
  ofKind(evidence, "logged-errors").some(
    ({ value }) =>
      value.software === "application" &&
      value.errors.some(({ isOurs, isOfRoute, level }) => !isOurs && isOfRoute && isError.test(level ?? "")),
  );

const isError = /^(?:err|error|fatal|crit|critical|alert|emerg|severe|panic)$/i;

/** The symptom of an answer that is not proper; `null` where it is none of them. */
export function symptomOf(value: HttpExchange, asked: RequestAsked): ObservationName | null {
  const { status } = value;
  // A limit is named by its status, whether or not the server goes on to cut the connection that it is being sent on.
  if (status === 413) return "request-body-refused";
  if (value.outcome === "truncated" && isStillSending(value)) {
    // Who answers before the body is sent, and closes, resets what it said: the status is what it has to say.
    return symptomOf({ ...value, outcome: "answered" }, asked) ?? "answer-cut-short";
  }
  if (value.outcome !== "answered" && value.outcome !== "bounded") return symptomOfEnd(value);
  if (status === null) return "answer-not-http";
  if (value.location !== null && status < 400) return "redirects-without-end";
  if (PLAIN_TO_TLS.test(value.errorBody ?? "")) return "plain-http-to-tls-port";
  if (status === 414 || status === 431 || (status === 400 && HEAD_TOO_LARGE.test(value.errorBody ?? ""))) {
    return "request-head-refused";
  }
  if (status === 429) return "too-many-requests";
  if (status === 421 || (status === 404 && value.answeredBy === "intermediary"))
    return "no-route-for-request";
  if (status === 400 && isRefusedUnread(value)) return "request-unreadable";
  if (status >= 500 && value.byRule !== undefined) return "rule-answers-error";
  if (status >= 500) return isByProxy(value) ? "proxy-answers-error" : "application-answers-error";
  const isTold = asked.expectStatus !== null || asked.toldStatuses?.includes(status) === true;
  return isTold ? "unexpected-status" : null;
}

/**
 * Whether a 5xx is a proxy's: by its own words, or since only a gateway has a reason to give the status. RFC 9110, sections
 * 15.6.3 and 15.6.5. An application's own words go before.
 */
function isByProxy({ status, answeredBy }: HttpExchange): boolean {
  if (answeredBy === "origin") return false;
  // 520 to 527 and 530 are Cloudflare's, for what it meets at the origin.
  const isOfGateway = status === 502 || status === 504 || (status !== null && status >= 520 && status <= 530);
  return answeredBy === "intermediary" || isOfGateway;
}

/** Whether the body of the request was not sent to its end. */
const isStillSending = ({ requestBodyOctets, sentOctets }: HttpExchange): boolean =>
  requestBodyOctets > 0 && sentOctets < requestBodyOctets;

function symptomOfEnd(value: HttpExchange): ObservationName | null {
  const isSending = isStillSending(value);
  switch (value.outcome) {
    case "truncated":
      return "answer-cut-short";
    case "stalled":
      return "answer-stalls";
    case "malformed":
      return "answer-not-http";
    case "no-answer":
      return isSending ? "sending-stalls" : "no-answer-in-time";
    case "closed":
      return isSending ? "cut-while-sending" : "closed-unanswered";
    case "reset":
      if (value.error?.startsWith("ERR_SSL_") === true) return "ended-by-tls-alert";
      return isSending ? "cut-while-sending" : "reset-unanswered";
    case "goaway":
    case "stream-reset":
      return "http2-refused";
    case "not-http":
      return value.strangeProtocol === "tls" && value.url.startsWith("http:")
        ? "plain-http-to-tls-port"
        : "answer-not-http";
    default:
      return null;
  }
}

const statusOf = ({ status, reason }: HttpExchange): string =>
  `${status}${reason === "" || reason === null ? "" : ` ${reason}`}`;

/** Words and numbers for the templates. */
export function slotsOf(value: HttpExchange): Readonly<Record<string, string>> {
  return {
    status: value.status === null ? "no status" : statusOf(value),
    answersSo: value.status === null ? "ends the connection without an answer" : `answers ${statusOf(value)}`,
    path: pathOf(value.url),
    software: value.software ?? "the proxy",
    location: value.location ?? "no place",
    ledTo: value.locationSeenBefore === false ? "on and on, and then to" : "back to",
    seconds: inSeconds(value.phases.firstByte ?? value.took),
    bodyOctets: String(value.bodyOctets),
    requestOctets: String(value.requestBodyOctets),
    transferSeconds: inSeconds(value.phases.transfer ?? 0),
    promisedOctets: value.promisedOctets === null ? "more" : String(value.promisedOctets),
    sentOctets: String(value.sentOctets),
    words: value.strangeAnswer ?? value.error ?? value.errorBody?.slice(0, 120) ?? "nothing",
  };
}

/** One decimal is what a person acts on. */
export const inSeconds = (time: number): string => (time / 1000).toFixed(time < 1000 ? 2 : 1);
