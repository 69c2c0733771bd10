import type { Clock, Ms } from "../../base/index.ts";
import type { Vantage } from "../../vantage/index.ts";

/** A regular file at a vantage, and how much of it may be read. */
export interface LogFile {
  readonly vantage: Vantage;
  readonly path: string;
  readonly size: number;
  readonly changedAt: number;
}

/** What reading all files of one log may cost. One object for all of them: it counts down. */
export interface LogBudget {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** When it ends, by the clock's ticks. */
  readonly endsAt: Ms;
  /** Octets that may still be read. */
  octets: number;
}

export const isSpent = ({ clock, signal, endsAt, octets }: LogBudget): boolean =>
  signal.aborted || octets <= 0 || clock.ticks() >= endsAt;

/** Where a file is read from and to: what of a line stands before or behind is left out. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** A line begins at `from`. */
  readonly isLineStart: boolean;
}

/** Is told of each line, by octets that are its own only for the call; `false` ends the reading. */
export type Visit = (octets: Uint8Array, start: number, end: number) => boolean;

/** How reading ended: at the stretch's end or by the visitor, by the bound, or because the file cannot be read any more. */
export type ReadingEnd = "ended" | "bounded" | "unreadable";

/** Read at once, in octets. */
export const CHUNK = 1024 * 1024;
/** By ssh, where a read must end within seconds on a slow line. */
const CHUNK_BY_SSH = 256 * 1024;
/** A line is cut here, in octets: what stands behind says nothing of a request. */
export const LONGEST_LINE = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;

/**
 * Visits the lines of a file between two offsets. The next chunk is read while this
 * one is looked at. A line that is longer than 64 KiB is cut, one that never ends is passed over.
 */
export async function visitLines(
  file: LogFile,
  { from, to, isLineStart }: Stretch,
  budget: LogBudget,
  visit: Visit,
): Promise<ReadingEnd> {
  const chunk = file.vantage.kind === "ssh" ? CHUNK_BY_SSH : CHUNK;
  const ask = (at: number) =>
    file.vantage.readAt?.(file.path, at, Math.min(chunk, to - at)) ?? Promise.resolve(null);
  let at = from;
  let isWithinLine = !isLineStart;
  let next = at < to ? ask(at) : null;
  while (next !== null) {
    if (isSpent(budget)) {
      await next;
      return "bounded";
    }
    const octets = await next;
    if (octets === null) return "unreadable";
    if (octets.length === 0) return "ended";
    budget.octets -= octets.length;
    const isLast = at + octets.length >= to;
    const lastEnd = octets.lastIndexOf(LF);
    // Up to the last line's end; of a line that fills all of a chunk its beginning, and then the search for its end.
    const isWhole = (isLast && to >= file.size) || (lastEnd < 0 && !isLast);
    const used = isWhole ? octets.length : lastEnd + 1;
    at += used;
    next = isLast || used === 0 ? null : ask(at);
    let start = 0;
    if (isWithinLine) {
      const end = octets.indexOf(LF);
      isWithinLine = end < 0;
      start = end < 0 ? used : end + 1;
    } else if (lastEnd < 0 && !isLast) isWithinLine = true;
    if (!visitWithin(octets, start, used, visit)) {
      await next;
      return "ended";
    }
  }
  return "ended";
}

/** Visits the lines in octets that begin with one. */
export function visitWithin(octets: Uint8Array, from: number, to: number, visit: Visit): boolean {
  let start = from;
  while (start < to) {
    const found = octets.indexOf(LF, start);
    const end = found < 0 || found > to ? to : found;
    const stop = end > start && octets[end - 1] === CR ? end - 1 : end;
    if (stop > start && !visit(octets, start, Math.min(stop, start + LONGEST_LINE))) return false;
    start = end + 1;
  }
  return true;
}
