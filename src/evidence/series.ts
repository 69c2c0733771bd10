import type { EpochMs, Ms } from "../base/index.ts";
import type { AttemptStep } from "./attempt.ts";

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
  /** Each of them in little, in order; the first 2000 of a longer series. Left out by older versions. */
  readonly samples?: readonly SeriesSample[];
}

/** One attempt of a series, in the numbers that show when it was late, and where. */
export interface SeriesSample {
  /** When it began. */
  readonly at: EpochMs;
  readonly took: Ms;
  readonly failedAt: AttemptStep | null;
  /** TCP's handshake, as this process waited for it; `null` where there was none. */
  readonly handshake: Ms | null;
  /** Request sent whole to first octet of the answer; `null` where none came. */
  readonly firstByte: Ms | null;
  /** The kernel's own smoothed round-trip time at the end: no load of this process is in it. tcp(7). */
  readonly roundTrip: Ms | null;
}
