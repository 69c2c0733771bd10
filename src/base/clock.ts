import type { EpochMs, Ms } from "./units.ts";

/** The two clocks of the product. Tests pass a fake one, so that every record is reproducible. */
export interface Clock {
  /** Wall-clock time, for `observedAt`. Has microseconds in its fraction. */
  now(): EpochMs;
  /** Monotonic time, for durations. Only differences have meaning. */
  ticks(): Ms;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  ticks: () => performance.now(),
};
