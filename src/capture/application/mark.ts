import type { Ms } from "../../base/index.ts";
import type { FrameMark } from "../../evidence/index.ts";

/** Nanoseconds in a millisecond. */
export const MILLISECOND = 1e6;

/** A mark of a frame whose time is in nanoseconds. */
export const markOf = (frame: number, now: number): FrameMark => ({ frame, at: now / MILLISECOND });

/** The time between two marks; 0 where the second one is before the first. */
export const between = (one: FrameMark, other: FrameMark): Ms => Math.max(0, other.at - one.at);
