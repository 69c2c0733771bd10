import { proportionOf } from "../../../calc/index.ts";
import { observe, type Reader } from "../reader.ts";
import { seriesAtTimes } from "./own-series.ts";

/** How many of the attempts failed, where others passed: the share, and between which bounds the true one lies. */
export const readShare: Reader = (evidence, { client }) => {
  const series = seriesAtTimes(evidence, client);
  if (series === null) return [];
  const { count, failures } = series.value;
  const { share, low, high } = proportionOf(failures, count);
  const percent = (fraction: number) => (fraction * 100).toFixed(1);
  const slots = {
    failedOf: `${failures} of ${count} attempts failed (${percent(share)} %, 95 % between ${percent(low)} and ${percent(high)})`,
  };
  return observe("fails-at-times", true, { records: [series], slots });
};
