import type { Evidence } from "../../../evidence/index.ts";
import type { Rise } from "../rise.ts";

/**
 * How a counter of one host stood before the first probe and after the last. Its own readings are compared: those of several
 * hosts are not made at the same time.
 */
export function riseAround<R extends Evidence>(
  readings: readonly R[],
  counterOf: (reading: R) => number,
): (Rise<R> & { readonly by: number }) | null {
  const before = readings.find(({ purpose }) => purpose === "freeze");
  const after = readings.findLast(({ purpose }) => purpose === "thaw");
  if (before === undefined || after === undefined || before.vantage !== after.vantage) return null;
  const by = counterOf(after) - counterOf(before);
  // A counter that falls was reset: it says nothing.
  return by < 0 ? null : { rose: by > 0, records: [before, after], by };
}
