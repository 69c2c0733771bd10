import type { FrameMark, Pause } from "../../evidence/index.ts";

/** Nanoseconds of a millisecond: the times of a track are in nanoseconds since the first frame. */
export const NS = 1e6;

/**
 * A time before any: below zero, and no whole number. With a whole one, V8 would lay out each object anew when it is first given a time,
 * and throw away what it compiled for the old layout.
 */
export const NEVER = -0.5;

/** A frame's mark from its number and its time in nanoseconds. */
export const markOf = (frame: number, at: number): FrameMark => ({ frame, at: at / NS });

/** The longest of a number of pauses, their number and their sum. */
export class LongestPause {
  times = 0;
  total = 0;
  private frame = 0;
  private at = NEVER;
  private untilFrame = 0;
  private untilAt = NEVER;

  /** Counts a pause between two frames; times in nanoseconds. */
  add(frame: number, at: number, untilFrame: number, untilAt: number): void {
    this.times += 1;
    this.total += untilAt - at;
    if (this.untilAt >= 0 && untilAt - at <= this.untilAt - this.at) return;
    this.frame = frame;
    this.at = at;
    this.untilFrame = untilFrame;
    this.untilAt = untilAt;
  }

  /** The same with one more pause; this one stays as it is. */
  and(frame: number, at: number, untilFrame: number, untilAt: number): LongestPause {
    const both = new LongestPause();
    Object.assign(both, this);
    both.add(frame, at, untilFrame, untilAt);
    return both;
  }

  get longest(): Pause | null {
    if (this.untilAt < 0) return null;
    return pauseOf(this.frame, this.at, this.untilFrame, this.untilAt);
  }
}

export const pauseOf = (frame: number, at: number, untilFrame: number, untilAt: number): Pause => ({
  from: markOf(frame, at),
  until: markOf(untilFrame, untilAt),
  took: (untilAt - at) / NS,
});
