import type { EpochMs, Ms } from "../../../base/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** Failures nearer to each other than this are one burst. */
const ONE_BURST_MS: Ms = 2_000;
/** Three equal waits in a row are a period; two can be chance. */
const ENOUGH_WAITS = 3;
/** Jobs start by a clock, and what they fill takes a moment: a wait may differ from the mean by this share. */
const TOLERANCE = 0.15;

/** Whether what fails, fails at a fixed period, with successes in between. */
export const readPeriod: Reader = (evidence, { client }) => {
  const series = ofKind(evidence, "series").filter(({ vantage }) => vantage === client);
  const found = series.flatMap((record) => {
    const period = periodOf(record.value.failedAt);
    const isMostlyFine = record.value.failures * 2 < record.value.count;
    return period === null || !isMostlyFine ? [] : [{ record, period }];
  });
  return observe("delay-recurs-in-step", true, {
    records: found.map(({ record }) => record),
    slots: { period: ((found[0]?.period ?? 0) / 1000).toFixed(0) },
  });
};

/** The time from the start of one burst to the start of the next, where it is the same again and again; else `null`. */
export function periodOf(times: readonly EpochMs[]): Ms | null {
  const ordered = times.toSorted((a, b) => a - b);
  const starts = ordered.filter(
    (time, index) => time - (ordered[index - 1] ?? Number.NEGATIVE_INFINITY) > ONE_BURST_MS,
  );
  const waits = starts.slice(1).map((start, index) => start - (starts[index] ?? start));
  if (waits.length < ENOUGH_WAITS) return null;
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  return waits.every((wait) => Math.abs(wait - mean) <= mean * TOLERANCE) ? mean : null;
}
