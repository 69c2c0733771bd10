import { failureShareOf } from "../diagnose/index.ts";
import type { Evidence, Series, SeriesGroup } from "../evidence/index.ts";
import { plain } from "./plain.ts";
import type { Run } from "./run.ts";
import { fractionPercent } from "./units.ts";

/** Fewer attempts than these were no search for what is rare. */
const SAMPLING = 20;

/** Groups that are named where the failures spread over several. */
const MOST_GROUPS = 3;

/** How rare the failures of a series are: `7 of 350 attempts failed (2.0 %, 95 % between 1.0 and 4.1)`; `null` where nothing was tried. */
export function shareWords(series: Series): string | null {
  const { count, failures } = series;
  const found = failureShareOf(series);
  if (found === null) return null;
  if (failures === 0)
    return `0 of ${count} failed: a fault of more than ${fractionPercent(found.wouldShow)} would have shown (95 %)`;
  const [low, high] = [found.low, found.high].map((bound) => (bound * 100).toFixed(1));
  return `${failures} of ${count} failed (${fractionPercent(found.share)}, 95 % between ${low} and ${high})`;
}

/** Where the failures of a series were: the groups that have them all, or the worst of several; none where nothing failed or all. */
export function groupWords({ groups = [], count, failures }: Series): readonly string[] {
  if (failures === 0 || failures === count) return [];
  const kinds = [...new Set(groups.map(({ by }) => by))];
  return kinds.flatMap((by) => {
    const of = groups.filter((group) => group.by === by);
    const failed = of.filter((group) => group.failures > 0);
    // Where every group has failures, it says nothing of them.
    if (failed.length === 0 || failed.length === of.length) return [];
    const named = failed
      .slice(0, MOST_GROUPS)
      .map((group) => `${plain(group.name)} ${group.failures} of ${group.count}`)
      .join(", ");
    const more = failed.length > MOST_GROUPS ? ` and ${failed.length - MOST_GROUPS} more` : "";
    return [
      `by ${words[by]}: ${named}${more}; none of ${of.length - failed.length} other${of.length - failed.length === 1 ? "" : "s"}`,
    ];
  });
}

const words: Readonly<Record<SeriesGroup["by"], string>> = {
  backend: "backend",
  address: "address",
  size: "size of the answer",
  minute: "minute",
};

/** What became of requests on kept connections; `null` where none were sent, or none failed. */
export function keptWords({ kept = [] }: Series): string | null {
  const sent = kept.filter(({ outcome }) => outcome !== "closed");
  const failed = sent.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) return null;
  return `${failed.length} of ${sent.length} requests on a kept connection failed`;
}

/** What failed only because it was made side by side; `null` where nothing did. */
export const asideWords = ({ aside }: Series): string | null =>
  aside === undefined
    ? null
    : `not counted: ${aside.failures} of ${aside.count} that were made side by side failed, and of those made alone hardly any`;

/** The lines of a run that sampled; none where it did not. */
export function samplingLines({ evidence, diagnosis }: Run): readonly string[] {
  const series = evidence.find(
    (record): record is Evidence<"series"> =>
      record.kind === "series" && record.value.of === "attempt" && record.hop === undefined,
  )?.value;
  if (series === undefined || series.count < SAMPLING) return [];
  // The verdict's own sentence may have it.
  const isTold = diagnosis.verdict.summary.includes(` of ${series.count} attempts failed (`);
  return [
    isTold ? null : shareWords(series),
    ...groupWords(series),
    keptWords(series),
    asideWords(series),
  ].filter((line) => line !== null);
}
