import { groupBy } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { findRise, windowAt } from "../rise.ts";

/** Below this share of its limit at both ends of the window, a table was not full in between. */
const FAR_FROM_FULL = 0.9;
/** What the kernel writes, at most a few times in five seconds. Linux net/netfilter/nf_conntrack_core.c. */
const fullWords = /nf_conntrack: .*table full, dropping packet/;

/**
 * Whether a host's connection table dropped packets for want of room.
 *
 * A table at its limit is not yet a fault: the kernel evicts unreplied entries (`early_drop`) and every new connection
 * passes. A `drop` that rises below the limit is a protocol helper's. It takes both at once.
 */
export const readConntrack: Reader = (evidence, request) => {
  return groupBy(ofKind(evidence, "process-limits"), ({ vantage }) => vantage).flatMap((tables) => {
    const at = tables[0].vantage;
    const counters = ofKind(evidence, "kernel-counters").filter(
      ({ vantage, value }) => vantage === at && "nf_conntrack_drop" in value.counters,
    );
    const rise = findRise(
      counters,
      ({ value }) => value.counters["nf_conntrack_drop"] ?? 0,
      windowAt(counters, request, at),
    );
    const full = tables.filter(
      ({ value: { conntrack } }) => conntrack !== null && conntrack.entries >= conntrack.limit,
    );
    const slots = slotsOf(full[0] ?? tables[0]);
    if (rise?.rose === true && full.length > 0) {
      return observe("conntrack-dropped", true, { records: [...rise.records, ...full], at, slots });
    }
    if (full.length > 0 && hasNewLine(evidence, at)) {
      // The log is the whole machine's, the table one namespace's.
      const logs = ofKind(evidence, "kernel-log").filter(({ vantage }) => vantage === at);
      return observe("conntrack-dropped", true, {
        records: [...full, ...logs],
        at,
        slots,
        strength: "suggests",
      });
    }
    const roomy = tables.length > 1 && tables.every(hasRoom) && rise?.rose !== true;
    return observe("conntrack-dropped", false, { records: roomy ? tables : [], at });
  });
};

/** A kernel that tracks no connections has no table to be full. */
const hasRoom = ({ value: { conntrack } }: Evidence<"process-limits">): boolean =>
  conntrack === null || conntrack.entries < conntrack.limit * FAR_FROM_FULL;

/** A line in the later reading that the earlier has not. */
function hasNewLine(evidence: readonly Evidence[], at: string): boolean {
  const logs = ofKind(evidence, "kernel-log").filter(({ vantage }) => vantage === at);
  const [first, last] = [logs[0], logs.at(-1)];
  if (first === undefined || last === undefined || first === last) return false;
  const latest = Math.max(0, ...first.value.lines.map(({ secondsSinceBoot }) => secondsSinceBoot));
  return last.value.lines.some((line) => line.secondsSinceBoot > latest && fullWords.test(line.text));
}

function slotsOf(table: Evidence<"process-limits"> | undefined): Readonly<Record<string, string>> {
  const conntrack = table?.value.conntrack;
  if (conntrack == null) return {};
  const { entries, limit } = conntrack;
  return { entries: String(entries), limit: String(limit), twiceTheLimit: String(2 * limit) };
}
