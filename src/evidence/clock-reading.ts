import type { Ms } from "../base/index.ts";

/** How far another clock is from this host's. Positive: the other one is ahead. */
export interface ClockReading {
  /** Whose clock it is: `host:port`, or a vantage. */
  readonly of: string;
  /** By what means: the Date header has a resolution of one second. RFC 9110, section 6.6.1. */
  readonly means: "http-date" | "tls-random" | "ntp" | "date";
  readonly offset: Ms;
  /** The true offset lies within this much of `offset`. */
  readonly uncertainty: Ms;
}
