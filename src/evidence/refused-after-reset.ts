import type { CapturedFlow, ResetSeen } from "./captured-flow.ts";

/**
 * The reset in the server's name that the client took, though data of the server still came behind it; `null` where there is none.
 *
 * A receiver takes a reset whose number is exactly the one that it expects (RFC 5961, section 3.2). What comes after meets no connection
 * any more and is answered by a reset without ACK, at the number that it acknowledged (RFC 9293, section 3.10.7.1), or by nothing. So it
 * is the client that tells: one after which it acknowledges new data has ended nothing.
 */
export function refusedAfterReset(flow: CapturedFlow): ResetSeen | null {
  const reset = flow.resets.find((one) => one.claims === "server" && isExact(one)) ?? null;
  if (reset === null || reset.dataAfter === null || reset.goesOn !== null) return null;
  const { fromClient, fromServer, resets } = flow;
  // A client that had closed by itself, or ended the connection before, refuses what comes late for its own reason.
  const hasLeft = resets.some(({ claims, mark }) => claims === "client" && mark.frame < reset.mark.frame);
  if (hasLeft || (fromClient.finAt !== null && fromClient.finAt.frame < reset.mark.frame)) return null;
  if (resets.some((one) => isAnswer(one, reset))) return reset;
  // It says nothing any more, and the server sends the same again and again.
  const isSilent = fromClient.lastAt !== null && fromClient.lastAt <= reset.mark.at;
  const isInVain = fromServer.mostCopies > 2 && !fromServer.mostCopiesAcknowledged;
  return isSilent && fromClient.finAt === null && isInVain && fromServer.unacknowledgedAtEnd > 0
    ? reset
    : null;
}

const isExact = ({ sequenceOffset, offsetToPeerAck }: ResetSeen): boolean =>
  sequenceOffset === 0 || offsetToPeerAck === 0;

/** The client's kernel answers a packet that came after the reset: it knows no connection. */
const isAnswer = ({ claims, hasAck, answersAck, peerFrame }: ResetSeen, { mark }: ResetSeen): boolean =>
  claims === "client" && !hasAck && answersAck && peerFrame !== null && peerFrame > mark.frame;
