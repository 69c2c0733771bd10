import type { Ms } from "../base/index.ts";
import { answerReset } from "./answer-reset.ts";
import type { CapturedFlow, FlowSide, FrameMark } from "./captured-flow.ts";
import { refusedAfterReset } from "./refused-after-reset.ts";

/**
 * How a connection of a capture ended, by what TCP alone shows.
 *
 * - `proper`: it lives, or an end closed it in its own time; also whatever the capture does not hold to its end.
 * - `reset-at-once`, `closed-at-once`: the server ended it before anything was said.
 * - `request-reset`: the server, or who writes in its name, reset it in place of an answer to what the client had sent.
 * - `answer-reset`: a reset in the client's name met the answer, while the client itself went on waiting.
 * - `closed-unanswered`: the server closed it in place of any answer, and refused what the client still sent.
 * - `request-unacknowledged`, `answer-unacknowledged`: a segment was sent again and again and was never acknowledged.
 * - `server-window-closed`, `client-window-closed`: that end announced a window of zero and never opened it again.
 */
export type FlowEnd =
  | "proper"
  | "reset-at-once"
  | "closed-at-once"
  | "request-reset"
  | "answer-reset"
  | "closed-unanswered"
  | "request-unacknowledged"
  | "answer-unacknowledged"
  | "server-window-closed"
  | "client-window-closed";

/** Who refuses a connection by closing does so within a round trip and a thread's wake-up; later it is a timer's work. */
const AT_ONCE: Ms = 1_000;
/** A segment and three repetitions: 0.2, 0.4 and 0.8 s on Linux. One or two repetitions are daily life. RFC 6298, section 5.5. */
const AGAIN_AND_AGAIN = 4;
/** A busy process may let its buffer fill for seconds. */
const LONG_CLOSED: Ms = 5_000;
/** One probe may cross the window's opening. Those of Linux carry no octet, and look like keep-alives. */
const PROBES = 2;
/** A server that leaves four probes without an opening: they go out after 0.2, 0.4, 0.8 and 1.6 s on Linux. RFC 9293, section 3.8.6.1. */
const PROBED_LONG: Ms = 3_000;
const MANY_PROBES = 4;
/** The end of a connection that its sender gives up follows its last data; a farewell comes with it. */
const WITH_FAREWELL: Ms = 1_000;

/** How a connection of a capture ended. What is not in the capture is no fault. */
export function flowEnd(flow: CapturedFlow): FlowEnd {
  const { fromClient, fromServer } = flow;
  if (fromClient.packets === 0 || fromServer.packets === 0) return "proper";
  // A filter for SYN, FIN and RST alone leaves the data out: what was said is then not in the capture.
  if (isLeftOut(fromClient) || isLeftOut(fromServer)) return "proper";
  if (answerReset(flow) !== null) return "answer-reset";
  return (
    resetEnd(flow) ??
    refusedEnd(flow) ??
    unacknowledgedEnd(flow) ??
    windowEnd(flow) ??
    closedEnd(flow) ??
    "proper"
  );
}

/** Data was acknowledged that is not in the capture. */
const isLeftOut = ({ flags, missedByCapture, dataOctets }: FlowSide): boolean =>
  dataOctets === 0 && missedByCapture + (flags.ack_lost_segment ?? 0) + (flags.lost_segment ?? 0) > 0;

/** The first reset in the server's name before either end had closed; `null` where there is none. */
export function resetByServer({ resets, fromClient, fromServer }: CapturedFlow) {
  const [first] = resets;
  // One after which the connection goes on has ended nothing.
  if (first === undefined || first.claims !== "server" || first.goesOn !== null) return null;
  const isBefore = (end: FrameMark | null) => end === null || end.at > first.mark.at;
  return isBefore(fromClient.finAt) && isBefore(fromServer.finAt) ? first : null;
}

/** When both ends knew of the connection; its first frame where its handshake is not in the capture. */
const openedAt = ({ firstAck, synAcks, first }: CapturedFlow): Ms => (firstAck ?? synAcks[0] ?? first).at;

function resetEnd(flow: CapturedFlow): FlowEnd | null {
  const reset = resetByServer(flow);
  const { fromClient, fromServer, clientKnownBy } = flow;
  // Which end is the client is a guess where no handshake was seen.
  if (reset === null || clientKnownBy === "port") return null;
  if (fromClient.lastData === null && fromServer.lastData === null) {
    const isAtOnce = flow.firstAck !== null && reset.mark.at - openedAt(flow) < AT_ONCE;
    return isAtOnce ? "reset-at-once" : null;
  }
  const [asked, answered] = [fromClient.lastData?.at ?? -1, fromServer.lastData?.at ?? -1];
  if (asked > answered && asked <= reset.mark.at) return "request-reset";
  // An answer that comes behind the reset does not reach the client any more.
  return refusedAfterReset(flow)?.peerAwaitsAnswer === true ? "request-reset" : null;
}

/** The server closed without a word of its own while the client was still sending; what came then was answered by a reset. */
function refusedEnd({ resets, fromClient, fromServer, clientKnownBy }: CapturedFlow): FlowEnd | null {
  const { finAt } = fromServer;
  const [reset] = resets;
  if (finAt === null || reset === undefined || fromServer.firstData !== null || clientKnownBy === "port")
    return null;
  const isAsked = fromClient.firstData !== null && fromClient.firstData.frame < finAt.frame;
  const hasLeft = fromClient.finAt !== null && fromClient.finAt.frame < reset.mark.frame;
  const isRefusal = reset.claims === "server" && reset.mark.frame > finAt.frame && reset.peerSent === "data";
  return isAsked && isRefusal && !hasLeft ? "closed-unanswered" : null;
}

function unacknowledgedEnd({ fromClient, fromServer }: CapturedFlow): FlowEnd | null {
  if (isSentInVain(fromClient, fromServer)) return "request-unacknowledged";
  return isSentInVain(fromServer, fromClient) ? "answer-unacknowledged" : null;
}

/** A farewell to an end that has gone is no loss: an alert of TLS with the FIN behind it. */
const isSentInVain = (own: FlowSide, peer: FlowSide): boolean =>
  own.mostCopies >= AGAIN_AND_AGAIN &&
  !own.mostCopiesAcknowledged &&
  own.unacknowledgedAtEnd > 0 &&
  own.lastData !== null &&
  (own.finAt === null || own.finAt.at - own.lastData.at > WITH_FAREWELL) &&
  (peer.finAt === null || peer.finAt.at > own.lastData.at);

function windowEnd({ fromClient, fromServer, resets }: CapturedFlow): FlowEnd | null {
  if (isClosed(fromServer, fromClient) || isProbedInVain(fromServer, fromClient))
    return "server-window-closed";
  // A client that ends the connection itself did not want the rest.
  const isGivenUp = fromClient.finAt !== null || resets.some(({ claims }) => claims === "client");
  return isClosed(fromClient, fromServer) && !isGivenUp ? "client-window-closed" : null;
}

/** The window stayed closed while the other end had something to send: it asks whether it is open. RFC 9293, section 3.8.6.1. */
const isClosed = ({ closedWindow }: FlowSide, prober: FlowSide): boolean =>
  closedWindow.isClosedAtEnd &&
  (closedWindow.longest?.took ?? 0) >= LONG_CLOSED &&
  probesOf(prober) >= PROBES;

const isProbedInVain = ({ closedWindow }: FlowSide, prober: FlowSide): boolean =>
  closedWindow.isClosedAtEnd &&
  (closedWindow.longest?.took ?? 0) >= PROBED_LONG &&
  probesOf(prober) >= MANY_PROBES;

const probesOf = ({ flags }: FlowSide): number => (flags.zero_window_probe ?? 0) + (flags.keep_alive ?? 0);

function closedEnd(flow: CapturedFlow): FlowEnd | null {
  const { fromClient, fromServer, firstAck } = flow;
  const closed = fromServer.finAt;
  if (closed === null || firstAck === null || closed.at - firstAck.at >= AT_ONCE) return null;
  const isSilent = fromClient.firstData === null && fromServer.firstData === null;
  return isSilent && (fromClient.finAt === null || fromClient.finAt.at > closed.at) ? "closed-at-once" : null;
}
