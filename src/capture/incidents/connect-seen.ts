import type { Ms } from "../../base/index.ts";
import type { CapturedFlow, FrameMark, IcmpAnswer, TcpConnectOutcome } from "../../evidence/index.ts";
import { step } from "../tcp/completeness.ts";
import { icmpOutcome } from "./icmp-outcome.ts";

/**
 * How the making of a connection is seen.
 *
 * - `half-made`: the server answered the SYN, sent its answer again, and no acknowledgement came; or it answered as one that still has an
 *   older connection of these ports.
 * - `lone-syn`: one SYN, and nothing after it for so long that a client which waits would have sent it again.
 * - `unseen`: the capture does not hold it, or ends before it is decided; it is neither made nor failed.
 */
export type ConnectSeen =
  | ConnectEnd
  | { readonly outcome: "half-made" }
  | { readonly outcome: "lone-syn" }
  | { readonly outcome: "unseen" };

/** The making of a connection that came to an end. */
export interface ConnectEnd {
  readonly outcome: Extract<
    TcpConnectOutcome,
    "connected" | "refused" | "timed-out" | "unreachable" | "prohibited"
  >;
  readonly began: Ms;
  readonly took: Ms;
  readonly errno: string | null;
  readonly icmp: IcmpAnswer | null;
}

/** The first timeout of a SYN and of a SYN-ACK is a second; timers of some stacks are a little short. RFC 6298, section 2. */
const SENT_AGAIN: Ms = 900;
/** A client that waits sends its SYN again after one second, and again after two more. */
const WOULD_BE_SENT_AGAIN: Ms = 3_000;
/** One acknowledgement may be late from the connection before; of the second one the next SYN would have come through. */
const SEVERAL = 3;

/**
 * Reads how a connection was made from its handshake.
 *
 * @param endsAt when the capture ends, since its first frame.
 */
export function connectSeen(flow: CapturedFlow, endsAt: Ms): ConnectSeen {
  const { syns, synAcks, firstAck } = flow;
  const [began, ...more] = syns;
  if (began === undefined) return { outcome: "unseen" };
  const since = { began: began.at, errno: null, icmp: null };
  if (synAcks.length > 0) return answered(flow, began);
  const refused = refusedBy(flow);
  if (refused !== null) {
    const last = syns.findLast(({ at }) => at <= refused.at) ?? began;
    return {
      ...since,
      began: last.at,
      outcome: "refused",
      took: refused.at - last.at,
      errno: "ECONNREFUSED",
    };
  }
  if (isHeldByOlder(flow)) return { outcome: "half-made" };
  if (flow.fromServer.packets > 0 || firstAck !== null || !isOnlySyns(flow)) return { outcome: "unseen" };
  const told = icmpOutcome(flow);
  if (told !== null) {
    const { outcome, errno, icmp, error } = told;
    const asked = syns.findLast(({ at }) => at <= error.mark.at) ?? began;
    return { outcome, errno, icmp, began: asked.at, took: error.mark.at - asked.at };
  }
  const last = more.at(-1);
  if (last === undefined)
    return endsAt - began.at >= WOULD_BE_SENT_AGAIN ? { outcome: "lone-syn" } : { outcome: "unseen" };
  // That it was sent again says that the client had no answer: it holds even where one direction was not captured.
  const isWaitedFor = last.at - began.at >= SENT_AGAIN && (more.length > 1 || endsAt - last.at >= SENT_AGAIN);
  return isWaitedFor
    ? { ...since, outcome: "timed-out", took: endOfWait(flow, endsAt) - began.at }
    : { outcome: "unseen" };
}

/** The server answered: the handshake is made, half made, or the capture ends before that is known. */
function answered({ firstAck, fromClient, synAcks, resets }: CapturedFlow, began: FrameMark): ConnectSeen {
  const refusal = resets.find(({ claims }) => claims === "client");
  const isRefusedByClient = firstAck === null || firstAck.frame === refusal?.mark.frame;
  if (firstAck !== null && !isRefusedByClient)
    return { outcome: "connected", began: began.at, took: firstAck.at - began.at, errno: null, icmp: null };
  // A client that resets the answer did not want the connection, or does not know it any more.
  if (refusal !== undefined || fromClient.lastData !== null || fromClient.finAt !== null)
    return { outcome: "unseen" };
  const [first, last] = [synAcks[0], synAcks.at(-1)];
  const isSentAgain = first !== undefined && last !== undefined && last.at - first.at >= SENT_AGAIN;
  return isSentAgain ? { outcome: "half-made" } : { outcome: "unseen" };
}

/** The reset that answers the SYN; `null` where there is none. */
function refusedBy({ resets, fromServer, completeness }: CapturedFlow): FrameMark | null {
  const [first] = resets;
  if (first?.claims !== "server" || fromServer.dataOctets > 0 || (completeness & step.data) !== 0)
    return null;
  return (completeness & step.ack) === 0 ? first.mark : null;
}

/**
 * SYN after SYN is answered by an acknowledgement of something else, which the client refuses: the server's end still has a connection of the
 * same ports, in TIME-WAIT or half open. RFC 9293, sections 3.5.1 and 3.10.7.3; RFC 5961, section 4.
 */
function isHeldByOlder({ syns, fromClient, fromServer, resets }: CapturedFlow): boolean {
  const [first, last] = [syns[0], syns.at(-1)];
  return (
    first !== undefined &&
    last !== undefined &&
    last.at - first.at >= SENT_AGAIN &&
    syns.length >= SEVERAL &&
    fromClient.dataOctets + fromServer.dataOctets === 0 &&
    fromServer.finAt === null &&
    resets.length >= SEVERAL &&
    resets.every(
      ({ claims, peerSent, answersAck }) => claims === "client" && peerSent === "ack" && answersAck,
    )
  );
}

const isOnlySyns = ({ completeness }: CapturedFlow): boolean =>
  (completeness & (step.ack | step.data | step.fin)) === 0;

/** A connection's last SYN is waited for at least as long as the one before. */
const endOfWait = ({ syns, last }: CapturedFlow, endsAt: Ms): Ms =>
  Math.min(endsAt, last.at + Math.max(SENT_AGAIN, last.at - (syns.at(-2)?.at ?? last.at)));
