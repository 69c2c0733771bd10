import type { Ms } from "../../base/index.ts";
import {
  answerReset,
  type CapturedFlow,
  flowEnd,
  type HttpExchange,
  refusedAfterReset,
  statusesOfLimits,
} from "../../evidence/index.ts";
import type { CapturedHttp } from "../application/index.ts";

/** A client that leaves sooner was in haste; who waits so long has a timeout. */
const LONG_WAIT: Ms = 5_000;
/** What is still waited for at the end of a capture is missing after so long: a server that holds a request open answers within it. */
const LONG_UNTIL_END: Ms = 30_000;

/** What an exchange stands in: its connection, whether it is the last one of it, and when the capture ends. */
export interface Around {
  readonly flow: CapturedFlow;
  readonly isLast: boolean;
  readonly endsAt: Ms;
}

/** An exchange as a check would have recorded it; `null` where the capture does not hold enough to say how it went. */
export function httpSeen(captured: CapturedHttp, around: Around): HttpExchange | null {
  const { endsAt } = around;
  const seen = asReceived(captured, around.flow);
  const outcome = stoppedBy(seen, around) ?? outcomeOf(seen, around);
  if (outcome === null || seen.requestFirst === null) return null;
  const host = seen.host ?? seen.server.address;
  const until = seen.answerLast ?? seen.end?.mark ?? { at: outcome === "no-answer" ? endsAt : 0 };
  const began = seen.requestFirst.at;
  return {
    address: seen.server.address,
    port: seen.server.port,
    protocol: seen.protocol,
    throughProxy: seen.throughProxy,
    preamble: "none",
    method: seen.method ?? "GET",
    url: `http://${host}${seen.path ?? "/"}`,
    requestBodyOctets: seen.requestPromised ?? seen.requestBodyOctets,
    requestHeadOctets: seen.requestHeadOctets,
    onConnection: seen.onConnection,
    idleBefore: seen.idleBefore,
    outcome,
    connectionEnd: seen.end?.by !== "server" ? "open" : seen.end.how,
    error: seen.error,
    interim: seen.interim,
    strangeAnswer: null,
    strangeProtocol: null,
    status: seen.status,
    reason: null,
    headers: seen.headers,
    errorBody: null,
    answeredBy: seen.answeredBy,
    software: seen.software,
    promisedOctets: seen.promisedOctets,
    endsBy: seen.endsBy,
    bodyOctets: seen.bodyOctets,
    location: seen.location,
    locationSeenBefore: seen.location === null ? null : false,
    setsCookie: false,
    sentOctets: Math.max(
      0,
      seen.requestBodyOctets - (outcome === "no-answer" ? around.flow.fromClient.unacknowledgedAtEnd : 0),
    ),
    phases: { firstByte: seen.firstByte, transfer: seen.transfer },
    took: Math.max(0, until.at - began),
  };
}

/**
 * What the client had of an answer. What a point of capture sees behind a reset that the client took is refused by it: of an answer that
 * begins there it has nothing, of one that ends there not the end.
 */
function asReceived(seen: CapturedHttp, flow: CapturedFlow): CapturedHttp {
  const stolen = answerReset(flow);
  if (stolen !== null && seen.answerLast !== null && seen.answerLast.frame >= (stolen.peerFrame ?? 0)) {
    const end = { by: "server", how: "reset", mark: stolen.mark } as const;
    const isBegun = seen.answerFirst !== null && seen.answerFirst.frame < (stolen.peerFrame ?? 0);
    return isBegun
      ? { ...seen, outcome: "truncated", answerLast: stolen.mark, end }
      : { ...seen, ...unanswered, outcome: "reset", end };
  }
  const reset = refusedAfterReset(flow);
  if (reset === null || seen.requestFirst === null || seen.requestFirst.frame > reset.mark.frame) return seen;
  if (seen.answerLast === null || seen.answerLast.frame < reset.mark.frame) return seen;
  const end = { by: "server", how: "reset", mark: reset.mark } as const;
  const hasBegun = seen.answerFirst !== null && seen.answerFirst.frame < reset.mark.frame;
  if (hasBegun) return { ...seen, outcome: "truncated", answerLast: reset.mark, end };
  return { ...seen, ...unanswered, outcome: "reset", end };
}

/** An exchange of which the client has no octet of the answer. */
const unanswered = {
  interim: [],
  status: null,
  answerFirst: null,
  answerLast: null,
  endsBy: null,
  promisedOctets: null,
  bodyOctets: 0,
  headers: {},
  software: null,
  answeredBy: "unknown",
  location: null,
  firstByte: null,
  transfer: null,
  longestPause: null,
  missingOctets: 0,
} as const satisfies Partial<CapturedHttp>;

/** The last exchange of a connection that TCP itself could not go on with: what one end sent, the other one did not get. */
function stoppedBy(seen: CapturedHttp, { flow, isLast }: Around): HttpExchange["outcome"] | null {
  if (!isLast) return null;
  const end = flowEnd(flow);
  if (end === "answer-unacknowledged" || end === "client-window-closed") return "stalled";
  return seen.answerFirst === null && (end === "request-unacknowledged" || end === "server-window-closed")
    ? "no-answer"
    : null;
}

function outcomeOf(seen: CapturedHttp, { flow, endsAt }: Around): HttpExchange["outcome"] | null {
  const { outcome, end, requestLast, answerLast, promisedOctets } = seen;
  // Octets of the answer that the capture alone has lost are none that the client lacks.
  const isCaptureLoss = flow.fromServer.missedByCapture > 0 || seen.missingOctets > 0 || !seen.bothEndsSeen;
  if (outcome !== "answered" && isCaptureLoss) return null;
  const isByClient = end?.by === "client";
  switch (outcome) {
    case "closed":
    case "reset":
      if (!isByClient) return outcome;
      return requestLast !== null && end.mark.at - requestLast.at >= LONG_WAIT ? "no-answer" : null;
    case "waiting":
      return requestLast !== null && seen.requestIsWhole && endsAt - requestLast.at >= LONG_UNTIL_END
        ? "no-answer"
        : null;
    case "stalled":
      // An answer without a length may be one that never ends.
      return promisedOctets !== null && answerLast !== null && endsAt - answerLast.at >= LONG_UNTIL_END
        ? "stalled"
        : "bounded";
    case "truncated":
      return isByClient ? "bounded" : "truncated";
    case "stream-reset":
      // RFC 9113, section 7: a client that does not want the rest cancels the stream.
      return seen.error === "CANCEL" ? null : outcome;
    case "malformed":
    case "not-http":
    case "unknown":
      return null;
    default:
      return outcome;
  }
}

/**
 * Whether an answer of a capture is proper. The requests of a capture are those of many: that a client asks for what is not there, or
 * writes what cannot be read, is no fault of the way.
 */
export const isProperSeen = ({ outcome, status }: HttpExchange): boolean =>
  (outcome === "answered" || outcome === "bounded") &&
  status !== null &&
  status < 500 &&
  !statusesOfLimits.includes(status);
