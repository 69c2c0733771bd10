import type { EpochMs, Ms } from "../../base/index.ts";
import { isSpent, type LogBudget, type LogFile, visitWithin } from "./log-file.ts";

/** Reads the time of a line; NaN where it has none. */
export type TimeOf = (octets: Uint8Array, start: number, end: number) => EpochMs;

/** Octets that one look into the file reads: some lines; and where these have no time, or no end, the next ones. */
const PROBE = 16 * 1024;
const NEXT_PROBE = 128 * 1024;
/** Lines of a look that give its time: one long session logs a time long past, several do not at once. */
const LINES = 9;
/** Chunks that are read in search of a line with a time: lines of 1 MB, and long traces. */
const MOST_CHUNKS = 48;
/** A stretch that is short enough to be read through, in octets. */
const SHORT_ENOUGH = 128 * 1024;
/** How far times may go back within a file that is in order: a log writes requests at their end, and some by their beginning. */
export const DISORDER: Ms = 10 * 60_000;

/** Where lines of a time begin. */
export interface OffsetFound {
  /** No line before it has the time; a beginning of a line. */
  readonly offset: number;
  /** Later parts of the file have earlier times than earlier parts. */
  readonly isInDisorder: boolean;
  readonly outcome: "found" | "bounded" | "unreadable";
}

/**
 * The offset at which lines of `time` and later begin, by halving: of a file of 10 GB some 17 looks.
 *
 * @param timeOf Reads the time of a line.
 */
export async function findOffset(
  file: LogFile,
  time: EpochMs,
  timeOf: TimeOf,
  budget: LogBudget,
): Promise<OffsetFound> {
  const looks: { readonly at: number; readonly time: EpochMs }[] = [];
  let low = 0;
  let high = file.size;
  const found = (outcome: OffsetFound["outcome"]): OffsetFound => {
    const byPlace = looks.toSorted((one, other) => one.at - other.at);
    let latest = Number.NEGATIVE_INFINITY;
    let isInDisorder = false;
    for (const look of byPlace) {
      if (look.time < latest - DISORDER) isInDisorder = true;
      latest = Math.max(latest, look.time);
    }
    return { offset: low, isInDisorder, outcome };
  };
  while (high - low > SHORT_ENOUGH) {
    if (isSpent(budget)) return found("bounded");
    const middle = low + Math.floor((high - low) / 2);
    const look = await timeNear(file, middle, high, timeOf, budget);
    if (look === null) return found("unreadable");
    // Nothing behind the middle has a time, or it is later than asked: what is looked for begins before it.
    if (look.line < 0 || look.time >= time) high = middle;
    else low = look.line;
    if (look.line >= 0) looks.push({ at: look.line, time: look.time });
  }
  return found("found");
}

/** The time of the lines at an offset, and where the first of them begins; -1 where there is none up to the end. */
async function timeNear(
  file: LogFile,
  from: number,
  to: number,
  timeOf: TimeOf,
  budget: LogBudget,
): Promise<{ readonly time: EpochMs; readonly line: number } | null> {
  let at = from;
  let isWithinLine = from > 0;
  for (let chunk = 0; chunk < MOST_CHUNKS && at < to; chunk += 1) {
    const length = Math.min(chunk === 0 ? PROBE : NEXT_PROBE, to - at);
    const octets = (await file.vantage.readAt?.(file.path, at, length)) ?? null;
    if (octets === null) return null;
    if (octets.length === 0) break;
    budget.octets -= octets.length;
    let start = 0;
    if (isWithinLine) {
      const end = octets.indexOf(0x0a);
      start = end < 0 ? octets.length : end + 1;
      isWithinLine = end < 0;
    }
    const times: EpochMs[] = [];
    let first = -1;
    visitWithin(octets, start, octets.length, (source, begin, end) => {
      const time = timeOf(source, begin, end);
      if (!Number.isNaN(time)) {
        if (first < 0) first = begin;
        times.push(time);
      }
      return times.length < LINES;
    });
    const middle = times.toSorted((one, other) => one - other)[times.length >> 1];
    if (middle !== undefined) return { time: middle, line: at + first };
    // The last line of these octets may be cut: the next ones begin in the middle of it.
    isWithinLine = isWithinLine || octets[octets.length - 1] !== 0x0a;
    at += octets.length;
  }
  return { time: Number.NaN, line: -1 };
}
