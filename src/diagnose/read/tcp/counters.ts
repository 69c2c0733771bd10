import { groupBy } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { findRise, windowAt } from "../rise.ts";

/** Names whose rise says one thing. A name that the kernel lacks counts for nothing. */
const told = {
  "listen-queue-overflowed": ["TcpExtListenOverflows"],
  "syn-queue-full": ["TcpExtTCPReqQFullDrop", "TcpExtTCPReqQFullDoCookies", "TcpExtSyncookiesSent"],
} as const satisfies Partial<Record<Observation["name"], readonly string[]>>;

/** What the counters of the hosts that can be seen say, between the first reading and the last. */
export const readCounters: Reader = (evidence, request) =>
  groupBy(ofKind(evidence, "kernel-counters"), ({ vantage }) => vantage).flatMap((readings) => [
    ...(Object.keys(told) as (keyof typeof told)[]).flatMap((name) =>
      readRise(name, told[name], { readings, at: readings[0].vantage, request }),
    ),
  ]);

interface Readings {
  readonly readings: readonly Evidence<"kernel-counters">[];
  readonly at: string;
  readonly request: ReferenceRequest;
}

function readRise(
  name: Observation["name"],
  counters: readonly string[],
  { readings, at, request }: Readings,
): readonly Observation[] {
  const known = counters.filter((counter) => readings.every(({ value }) => counter in value.counters));
  if (known.length === 0) return [];
  const rise = findRise(
    readings,
    ({ value }) => known.reduce((total, counter) => total + (value.counters[counter] ?? 0), 0),
    windowAt(readings, request, at),
  );
  if (rise === null) return [];
  const [before, after] = rise.records;
  const slots = Object.fromEntries(
    known.map((counter) => [
      counter,
      String((after.value.counters[counter] ?? 0) - (before.value.counters[counter] ?? 0)),
    ]),
  );
  return observe(name, rise.rose, { records: rise.records, at, slots });
}
