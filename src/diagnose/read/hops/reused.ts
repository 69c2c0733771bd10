import { chanceOfGroup } from "../../../calc/index.ts";
import type { LoggedExchange, LoggedReason } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { TOO_RARE } from "../series/own-series.ts";

/** Ends of a connection that stood already. */
const brokenOff: ReadonlySet<LoggedReason | null> = new Set(["upstream-closed", "upstream-reset"]);

/**
 * Whether the proxy lost its connection to the upstream on reused ones alone: its log has no time to connect for these, and one of at least a
 * millisecond, the log's own unit, for those that it opened. nginx, `$upstream_connect_time`; haproxy, `Tc`. A connection that was reused had
 * been idle before. Where new ones take less than the log's unit it says nothing.
 */
export const readReusedUpstreams: Reader = (evidence) =>
  ofKind(evidence, "logged-exchanges").flatMap((record) => {
    const tries = record.value.kept.flatMap(tryOf);
    const [reused, opened] = [tries.filter((one) => one.isReused), tries.filter((one) => !one.isReused)];
    const failed = (some: typeof tries) => some.filter(({ isBrokenOff }) => isBrokenOff).length;
    if (failed(reused) === 0 || failed(opened) > 0) return [];
    const chance = chanceOfGroup({
      ...{ failures: failed(reused), count: reused.length },
      ...{ otherFailures: 0, otherCount: opened.length },
    });
    return chance >= TOO_RARE
      ? []
      : observe("upstream-connection-was-idle", true, { records: [record], strength: "suggests" });
  });

/** The last try of a request: whether its connection was a reused one, and whether it was broken off. None where the log does not tell. */
function tryOf({ tries, reason }: LoggedExchange) {
  const last = tries.at(-1);
  if (last === undefined || last.connect === null) return [];
  return [{ isReused: last.connect === 0, isBrokenOff: brokenOff.has(reason) }];
}
