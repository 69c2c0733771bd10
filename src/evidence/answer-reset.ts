import type { Ms } from "../base/index.ts";
import type { CapturedFlow, FrameMark, ResetSeen } from "./captured-flow.ts";

/** No way changes the order of packets over so long a time; the least of Linux's retransmission timeouts. */
const LATER: Ms = 200;

/**
 * The reset in the client's name that met the server's answer, though the client itself was still waiting; `null` where there is none.
 *
 * An end that resets its connection has forgotten it: it sends nothing of it any more but resets (RFC 9293, section 3.10.7.1). A client
 * that comes back later with a packet of that very connection, and has not had the answer, did not send the reset.
 */
export function answerReset(flow: CapturedFlow): ResetSeen | null {
  const [reset] = flow.resets;
  const { fromClient, fromServer, clientKnownBy } = flow;
  if (reset === undefined || reset.claims !== "client" || reset.goesOn !== null) return null;
  if (clientKnownBy === "port" || reset.peerSent !== "data" || reset.unacknowledgedOfPeer === 0) return null;
  const isBefore = (end: FrameMark | null) => end !== null && end.frame < reset.mark.frame;
  if (!isBefore(fromClient.lastData) || isBefore(fromClient.finAt) || isBefore(fromServer.finAt)) return null;
  const isAlive = reset.lastAfter !== null && reset.lastAfter.at - reset.mark.at >= LATER;
  const isLost = fromServer.unacknowledgedAtEnd >= reset.unacknowledgedOfPeer;
  return isAlive && isLost && fromServer.missedByCapture + fromClient.missedByCapture === 0 ? reset : null;
}
