import { type CounterSource, ownCounters } from "./tcp-counts.ts";

/** Counters of which one rises when a segment of any flow of this host is lost, or comes after one that was. */
const signs: readonly string[] = [
  "TcpRetransSegs",
  "TcpExtTCPTimeouts",
  "TcpExtTCPOFOQueue",
  "TcpExtTCPDSACKOldSent",
  "TcpExtTCPDSACKOfoSent",
];

/**
 * Begins to watch this host's counters for lost segments.
 *
 * @returns Asks, as often as wanted, whether any was lost since: by the request or by another flow, so that it is a
 *   reason to look closer and no evidence; `null` where the counters cannot be read.
 */
export async function watchLoss(
  counters: CounterSource = ownCounters,
): Promise<() => Promise<boolean | null>> {
  const before = await counters();
  return async () => {
    const after = await counters();
    if (before === null || after === null) return null;
    return signs.some((name) => (after[name] ?? 0) > (before[name] ?? 0));
  };
}
