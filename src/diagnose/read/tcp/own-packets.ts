import { familyOf } from "../../../base/index.ts";
import type { TcpConnectCounts } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { mayBeOwnRule } from "../kube/cluster.ts";
import { observe, type Reader } from "../reader.ts";
import { cameTo, type Try, triesOf } from "./tries.ts";

/** What strangers' packets do to a counter once or twice, they do not do in every one of this many tries. */
const EVERY_TIME = 3;

/** What this host's counters say that it did to the packets of the connection itself. */
export const readOwnPackets: Reader = (evidence, request) => {
  const tries = triesOf(evidence, request);
  const failed = tries.filter(cameTo("timed-out", "refused", "unreachable", "prohibited"));
  const silent = tries.filter(cameTo("timed-out"));
  const rejected = tries.filter(cameTo("no-route"));
  const byRoute = rejected.filter(({ value }) => value.errno !== "ENETUNREACH" && value.errno !== "ENETDOWN");
  return [
    // At a node's own client, what holds them may be kube-proxy's rule for a Service without endpoints.
    ...eachTime("own-host-holds-packets", failed, held).map((one) =>
      one.holds && failed.every(({ value }) => mayBeOwnRule(value.address, evidence))
        ? { ...one, strength: "suggests" as const }
        : one,
    ),
    ...eachTime("own-host-drops-answers", silent, ({ droppedArrivals }) => droppedArrivals),
    // IPv6 has no filter of this kind but in the rules of a packet filter.
    ...eachTime(
      "reverse-path-dropped",
      silent.filter(({ value }) => familyOf(value.address) === 4),
      ({ reversePathDrops }) => reversePathDrops,
    ),
    ...eachTime("strange-answers-reset", silent, ({ resetsSent }) => resetsSent),
    ...observe("route-rejects", true, { records: byRoute, slots: errnoSlot(byRoute[0]) }),
    ...observe("route-rejects", false, { records: byRoute.length === 0 ? rejected : [] }),
  ];
};

/**
 * Whether a counter rose in every failed try: states it from the third on, suggests it before. Not once: states the
 * opposite. Some rose and some did not: strangers' packets are as likely, so nothing is said.
 */
function eachTime(
  name: Observation["name"],
  tries: readonly Try[],
  count: (counted: TcpConnectCounts) => number | null,
): readonly Observation[] {
  const known = tries.flatMap((one) => {
    const rise = one.value.counted === null ? null : count(one.value.counted);
    return rise === null ? [] : [{ one, rise }];
  });
  const rose = known.filter(({ rise }) => rise > 0).map(({ one }) => one);
  if (known.length === 0 || (rose.length > 0 && rose.length < known.length)) return [];
  if (rose.length === 0) return observe(name, false, { records: tries });
  const enough = rose.length >= EVERY_TIME && name !== "own-host-drops-answers";
  return observe(name, true, { records: rose, strength: enough ? "states" : "suggests" });
}

/** At least one packet for each SYN; where the kernel does not count what it sends, retransmissions that failed. */
function held({ heldPackets, failedRetransmissions, synRetransmissions }: TcpConnectCounts): number | null {
  if (heldPackets !== null) return heldPackets > (synRetransmissions ?? 0) ? heldPackets : 0;
  // Without a retransmission nothing can have failed.
  return (synRetransmissions ?? 0) > 0 ? failedRetransmissions : null;
}

const errnoSlot = (one: Try | undefined): Readonly<Record<string, string>> =>
  one?.value.errno == null ? {} : { errno: one.value.errno };
