import type { Ms } from "../base/index.ts";
import { type CapturedFlow, clientFallsSilent, type FlowSide, type Side } from "../evidence/index.ts";
import { count } from "./describe/describer.ts";
import { duration } from "./units.ts";

/** Waits that are named one by one. */
const MOST_WAITS = 6;
/** Two waits are no series yet. */
const FEWEST_WAITS = 3;
/** One probe may be lost; Linux gives up after nine, others after five. tcp(7), tcp_keepalive_probes. */
const ENOUGH_PROBES = 3;

/** `, after 0.2 s, 0.4 s, 0.8 s`: the retransmission timer doubles each time. RFC 6298, section 5.5. */
export function backOff(waits: readonly Ms[]): string {
  if (waits.length < FEWEST_WAITS) return "";
  const more = waits.length > MOST_WAITS ? " …" : "";
  return `, after ${waits.slice(0, MOST_WAITS).map(duration).join(", ")}${more}`;
}

/** What was seen of one connection that only one end still knows of, or that took the place of another. */
export function connectionTroubles(
  flow: CapturedFlow,
): readonly { readonly weight: number; readonly words: string }[] {
  const { fromClient, fromServer } = flow;
  return [
    reused(flow),
    clientFallsSilent(flow)
      ? { weight: 60, words: "the client is not heard of any more in the midst of it" }
      : null,
    unansweredProbes(fromClient, fromServer, "client"),
    unansweredProbes(fromServer, fromClient, "server"),
  ].filter((one) => one !== null);
}

/** A SYN on the ports of a connection that the server still knows is answered by an ACK of that one. RFC 9293, section 3.10.7.4. */
function reused({ reusesPorts, syns, synAcks, fromServer }: CapturedFlow) {
  if (!reusesPorts || fromServer.packets === 0) return null;
  const [answer] = synAcks;
  if (answer === undefined)
    return {
      weight: 75,
      words: "its ports were those of an earlier connection, and the SYN is not accepted",
    };
  const before = syns.filter(({ frame }) => frame < answer.frame).length;
  return before < 2
    ? null
    : {
        weight: 50,
        words: `its ports were those of an earlier connection, and ${count(before, "SYN")} went by until one was accepted`,
      };
}

/** Keep-alives that the other end leaves without any answer, up to the last one. */
function unansweredProbes(own: FlowSide, peer: FlowSide, side: Side) {
  const { keepAlives, keepAliveInterval, lastAt } = own;
  if (keepAlives < ENOUGH_PROBES || keepAliveInterval === null || lastAt === null) return null;
  const heard = peer.lastAt ?? 0;
  if (lastAt - heard < (ENOUGH_PROBES - 1) * keepAliveInterval) return null;
  return {
    weight: 65,
    words: `the last keep-alives of the ${side} stay unanswered for ${duration(lastAt - heard)}`,
  };
}
