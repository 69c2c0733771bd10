import type { EpochMs, Ms } from "../base/index.ts";

/** Many attempts of one place as one record: counts and quantiles, and when the failures were. */
export interface Series {
  /** What was repeated: `attempt` or a kind of step. */
  readonly of: string;
  readonly count: number;
  readonly failures: number;
  /** Median and 99th percentile of what the successes took; `null` when there were none. */
  readonly p50: Ms | null;
  readonly p99: Ms | null;
  readonly failedAt: readonly EpochMs[];
}
