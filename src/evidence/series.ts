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
  /** Between which shares the true one lies, at 95 %: fractions 0–1. Left out by older versions. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** The attempts by what they had in common, where that was not the same for all. Left out by older versions. */
  readonly groups?: readonly SeriesGroup[];
  /** Requests on a connection that was kept after an answer, in order: no attempts. Left out where none was made. */
  readonly kept?: readonly KeptRequest[];
  /** Failures of attempts that were made side by side, and that one at a time did not have: no attempts. Left out where there are none. */
  readonly aside?: { readonly count: number; readonly failures: number };
  /** The time for it was up before so many were made as were asked for. Left out where it was not. */
  readonly asked?: number;
}

/** Attempts of a series that have one thing in common. */
export interface SeriesGroup {
  /**
   * - `backend`: the server behind a proxy that the answer names. `address`: where the connection went.
   * - `size`: octets of the answer, as it was promised or came. `minute`: of the clock, in UTC.
   */
  readonly by: "backend" | "address" | "size" | "minute";
  readonly name: string;
  readonly count: number;
  readonly failures: number;
}

/** One more request on a connection that has had an answer. */
export interface KeptRequest {
  readonly at: EpochMs;
  /** How long nothing was sent on the connection before it. */
  readonly idle: Ms;
  /** `closed`: the peer had closed the connection before the request, and no request was lost by that. RFC 9112, section 9.3. */
  readonly outcome: "answered" | "failed" | "closed";
}

/** One attempt of a series, in the numbers that show when it was late, and where. */
export interface SeriesSample {
  /** When it began. */
  readonly at: EpochMs;
  readonly took: Ms;
  readonly failedAt: AttemptStep | null;
  /** TCP's handshake, as this process waited for it; `null` where there was none. */
  readonly handshake: Ms | null;
  /** SYNs that this host sent again meanwhile, of whatever connection; `null` where that was not counted. Left out by older versions. */
  readonly synsAgain?: number | null;
  /** Request sent whole to first octet of the answer; `null` where none came. */
  readonly firstByte: Ms | null;
  /** The kernel's own smoothed round-trip time at the end: no load of this process is in it. tcp(7). */
  readonly roundTrip: Ms | null;
  /** The server that the answer names; `null` where it names none. Left out by older versions. */
  readonly backend?: string | null;
  /** Where the connection went; `null` where there was none. Left out by older versions. */
  readonly address?: string | null;
}
