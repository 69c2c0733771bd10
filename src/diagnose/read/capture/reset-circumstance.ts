import type { Ms } from "../../../base/index.ts";
import type { CapturedFlow, FrameMark, ResetSeen } from "../../../evidence/index.ts";
import { answersSyn } from "./reset-finding.ts";

/** When in the life of its connection a reset came. */
export type Circumstance =
  | "closed-port"
  | "refused-handshake"
  | "after-client-hello"
  | "after-request"
  | "on-reused-connection"
  | "after-idle"
  | "keep-alive-answered"
  | "mid-connection"
  | "after-close"
  | "after-reset"
  | "ineffective";

/** The circumstance of one reset. */
export interface Placed {
  readonly circumstance: Circumstance;
  /** The time without data before it, or before the packet that it answers; `null` where that is no idle time. */
  readonly idle: Ms | null;
  /**
   * Whether it cost anyone anything: false where an end that waited for something got it instead, true where all was said before,
   * `null` where only the application can tell.
   */
  readonly isHarmless: boolean | null;
}

/** A shorter pause is no idle time. The shortest usual idle timer is 2 s (gunicorn); a device's may be 1 s less by its rounding. */
const LEAST_IDLE = 1000;

const placed = (circumstance: Circumstance, isHarmless: boolean | null, idle: Ms | null = null): Placed => ({
  circumstance,
  idle,
  isHarmless,
});

/** Where in its connection a reset came, and what it cost. */
export function placeReset(flow: CapturedFlow, reset: ResetSeen): Placed {
  if (reset.goesOn !== null) return placed("ineffective", true);
  if (flow.resets.some(({ mark }) => mark.frame < reset.mark.frame)) return placed("after-reset", true);
  if (answersSyn({ reset })) {
    return placed(
      reset.claims === "server" ? "closed-port" : "refused-handshake",
      reset.claims === "server" ? false : null,
    );
  }
  const { fromClient, fromServer } = flow;
  if (isBefore(fromClient.finAt, reset) || isBefore(fromServer.finAt, reset)) return afterFin(flow, reset);
  if (reset.peerSent === "keep-alive") return placed("keep-alive-answered", null, reset.quietBefore);
  return reset.claims === "client" ? byClient(flow, reset) : byServer(flow, reset);
}

/** A FIN came before. What came after the reset's own end closed may have been a request that crossed it. */
function afterFin(flow: CapturedFlow, reset: ResetSeen): Placed {
  const closing = reset.claims === "client" ? flow.fromClient : flow.fromServer;
  const other = reset.claims === "client" ? flow.fromServer : flow.fromClient;
  const refusesData =
    isBefore(closing.finAt, reset) && reset.peerAwaitsAnswer && reset.unacknowledgedOfPeer > 0;
  const crossed = refusesData && !isBefore(other.finAt, reset);
  return placed("after-close", reset.claims === "server" && crossed ? null : true);
}

/** The client ends what it began: as long as it waits for nothing, that is how many programs close. */
function byClient(flow: CapturedFlow, reset: ResetSeen): Placed {
  const hasData = isBefore(flow.fromClient.firstData, reset) || isBefore(flow.fromServer.firstData, reset);
  if (!hasData) {
    return flow.firstAck !== null && flow.firstAck.frame < reset.mark.frame
      ? placed("after-close", true)
      : placed("refused-handshake", null);
  }
  // The server said the last word: whether it was the end of it, the application alone knows.
  const isAnswered =
    reset.peerAwaitsAnswer && reset.unacknowledgedOfPeer === 0 && reset.unacknowledgedOfClaimed === 0;
  return isAnswered ? placed("after-close", true) : placed("mid-connection", null, idleOf(flow, reset));
}

function byServer(flow: CapturedFlow, reset: ResetSeen): Placed {
  const idle = idleOf(flow, reset);
  const hasAnswered = isBefore(flow.fromServer.firstData, reset);
  if (!isBefore(flow.fromClient.firstData, reset) && !hasAnswered) {
    if (idle !== null) return placed("after-idle", null, idle);
    return placed("refused-handshake", isWhole(flow) ? false : null);
  }
  if (reset.peerAwaitsAnswer) {
    if (idle !== null) return placed("after-idle", false, idle);
    if (hasAnswered) return placed("on-reused-connection", false);
    if (!isWhole(flow)) return placed("mid-connection", false);
    return placed(
      flow.fromClient.beganWith === "client-hello" ? "after-client-hello" : "after-request",
      false,
    );
  }
  // Nothing is outstanding: the end of an idle connection, which the next request does not meet.
  const isAtRest = reset.unacknowledgedOfClaimed === 0 && reset.unacknowledgedOfPeer === 0;
  if (idle !== null) return placed("after-idle", isAtRest ? null : false, idle);
  return placed("mid-connection", isAtRest ? null : false);
}

/** The time without data before the reset, or before what woke the connection up. */
function idleOf(flow: CapturedFlow, reset: ResetSeen): Ms | null {
  const { quietBefore, peerFrame, peerSent } = reset;
  if (quietBefore !== null && quietBefore >= LEAST_IDLE) return quietBefore;
  const silence = flow.longestSilence;
  if (silence === null || silence.took < LEAST_IDLE) return null;
  const woke = silence.until.frame === peerFrame && peerSent === "data";
  return woke || silence.until.frame === reset.mark.frame ? silence.took : null;
}

/** The capture has the beginning of the connection: what an end said first is known. */
const isWhole = ({ syns, synAcks }: CapturedFlow): boolean => syns.length > 0 || synAcks.length > 0;

const isBefore = (mark: FrameMark | null, reset: ResetSeen): boolean =>
  mark !== null && mark.frame < reset.mark.frame;
