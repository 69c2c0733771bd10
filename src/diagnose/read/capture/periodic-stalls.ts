import type { Ms } from "../../../base/index.ts";
import { periodOf } from "../host/index.ts";
import { observe, type Reader } from "../reader.ts";
import { type Captured, isWhole, lossesOf, othersFlows, roundTripOf } from "./captured-flows.ts";

/** An acknowledgement may be put off for so long by any stack: what waits longer is late. RFC 1122, section 4.2.3.2. */
const LONGEST_DELAYED: Ms = 500;
/** A stall is late where it is longer than this many round trips. */
const ROUND_TRIPS = 3;
/** Stalls that begin within so long of each other are one burst: the same queue holds all flows up. */
const SAME_BURST: Ms = 1_000;
/** Four equal waits in a row are a period; three can be chance where applications tick. */
const ENOUGH_WAITS = 4;
/** Between bursts it must be quiet for most of the time. */
const QUIET = 3;

/** Whether connections stand still again and again after the same time. */
export const readPeriodicStalls: Reader = (evidence, request) => {
  const flows = othersFlows(evidence, request).filter(isWhole(evidence, request));
  const stalls = flows
    .flatMap((record) => lateStalls(record).map((stall) => ({ ...stall, record })))
    .toSorted((a, b) => a.at - b.at);
  const bursts = stalls.filter(
    ({ at }, index) => at - (stalls[index - 1]?.at ?? Number.NEGATIVE_INFINITY) > SAME_BURST,
  );
  const period = periodOf(
    bursts.map(({ at }) => at),
    ENOUGH_WAITS,
  );
  const longest = Math.max(0, ...stalls.map(({ took }) => took));
  if (period === null || longest * QUIET > period) return [];
  const usual = flows.map(({ value }) => roundTripOf(value)).toSorted((a, b) => a - b);
  return observe("delay-recurs-in-step", true, {
    records: stalls.map(({ record }) => record),
    slots: {
      period: (period / 1000).toFixed(period < 20_000 ? 1 : 0),
      median: (usual[Math.floor(usual.length / 2)] ?? 0).toFixed(0),
      slowest: longest.toFixed(0),
      moves: "",
    },
  });
};

/** Stalls that neither a delayed acknowledgement nor the round trip explains; shorter ones where segments were lost in them. */
function lateStalls({ value }: Captured): readonly { readonly at: Ms; readonly took: Ms }[] {
  const usual = ROUND_TRIPS * roundTripOf(value);
  const isLosing = lossesOf(value) * 2 >= value.stalls.length && lossesOf(value) > 0;
  const least = isLosing ? usual : LONGEST_DELAYED + usual;
  return value.stalls.filter(({ took }) => took > least).map(({ from, took }) => ({ at: from.at, took }));
}
