import type { Judgement } from "./judge.ts";
import type { ObservationName } from "./vocabulary/index.ts";

/** What each of them adds to a verdict's sentence, and by which of its slots. */
const parts: readonly (readonly [ObservationName, string])[] = [
  ["fails-at-times", "failedOf"],
  ["failures-of-one-backend", "failedWhere"],
  ["failures-in-one-stretch", "failedWhen"],
  ["backends-change", "backendsChange"],
];

/**
 * A verdict's sentence with how rare the failures are and what they have in common, and the records that say so: where attempts were
 * sampled, and some of them fail.
 */
export function toldOf(
  summary: string,
  { observations, suffering }: Judgement,
  because: readonly string[],
): { readonly summary: string; readonly because: readonly string[] } {
  const told = parts.flatMap(([name, slot]) => {
    const seen = observations.find((one) => one.name === name && one.holds);
    const words = seen?.slots[slot];
    return seen === undefined || words === undefined ? [] : [{ words, cites: seen.cites }];
  });
  if (told.length === 0 || suffering.failed.length === 0) return { summary, because };
  return {
    summary: `${summary.replace(/\.$/, "")}; ${told.map(({ words }) => words).join(", ")}`,
    because: [...new Set([...because, ...told.flatMap(({ cites }) => cites)])],
  };
}
