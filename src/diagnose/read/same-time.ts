import type { Ms } from "../../base/index.ts";

/** A shorter pause is no idle time: it is the client's own haste. The shortest usual idle timer is 2 s (gunicorn). */
export const LEAST_IDLE: Ms = 1_000;
/** Two ends after the same time are one timer: timers of servers and devices have a resolution of a second. */
const SAME_TIMER: Ms = 1_000;
/** And no further apart than this share of the time itself: what an application computes varies more. */
const SAME_SHARE = 0.05;

/** A connection that was ended, and how long it had been idle by then. */
export interface IdleCut {
  readonly record: { readonly id: string };
  readonly idle: Ms;
}

/** The first two connections that were ended after the same idle time; none where no two were. */
export function sameTime(cuts: readonly IdleCut[]): readonly IdleCut[] {
  for (const [index, one] of cuts.entries()) {
    const other = cuts
      .slice(index + 1)
      .find(({ idle }) => Math.abs(idle - one.idle) < Math.min(SAME_TIMER, one.idle * SAME_SHARE));
    if (other !== undefined) return [one, other];
  }
  return [];
}
