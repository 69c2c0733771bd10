import type { Evidence } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";

/** Chance alone does it less often than this: one in a thousand runs, whatever was compared in them. */
export const TOO_RARE = 0.001;

/** The attempts of the request, made by this run again and again; `null` where they were not, or nothing failed, or all. */
export function seriesAtTimes(evidence: readonly Evidence[], client: string): Evidence<"series"> | null {
  const series = ofKind(evidence, "series").find(
    ({ vantage, value }) => vantage === client && value.of === "attempt",
  );
  if (series === undefined) return null;
  const { count, failures } = series.value;
  return failures > 0 && failures < count ? series : null;
}
