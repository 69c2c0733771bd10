import type { EpochMs, Ms } from "../../base/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { DISORDER, findOffset, type TimeOf } from "./find-offset.ts";
import { isSpent, type LogBudget, type LogFile, type ReadingEnd, visitLines } from "./log-file.ts";
import { boundedGap, brokenGap, disorderGap, type LogGap, packedGap, whyNotRead } from "./log-gap.ts";
import { visitPackedLines } from "./packed-lines.ts";
import { type RotatedFile, rotatedFiles } from "./rotated.ts";

/** How far a line may stand from its place by time: proxies log a request at its end, some by the time of its beginning. */
const MARGIN: Ms = 60_000;
/** What a search stops short of. Within it the end of the window is found by reading. */
const TAIL = 256 * 1024;
/** Read in its own order at a time, in octets. */
const PIECE = 16 * 1024 * 1024;
/** Of a file in disorder its end is read, in octets. */
const END_OF_DISORDER = 16 * 1024 * 1024;
/** Share of lines that may be far behind others before a file is in disorder: long sessions are logged by their beginning. */
const MOST_LATE = 0.1;

/** A window of time of one log, by the vantage's own clock. */
export interface WindowAsked {
  readonly vantage: Vantage;
  readonly path: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly budget: LogBudget;
  /** Reads a line's time. */
  readonly timeOf: TimeOf;
  /** Is told of lines, in the order of the file; `isNewFile` where another file begins, or another piece of it. */
  readonly visit: (octets: Uint8Array, start: number, end: number, time: EpochMs, isNewFile: boolean) => void;
}

/** What was read of it. */
export interface WindowRead {
  /** Time of the first line that was read; `null` where none was. */
  readonly coversFrom: EpochMs | null;
  readonly gaps: readonly LogGap[];
}

/** Reads the lines around a window, the newest file first, and as many older ones as the window reaches into. */
export async function readWindow(asked: WindowAsked): Promise<WindowRead> {
  const { vantage, path, from, budget } = asked;
  const facts = (await vantage.stat?.(path)) ?? null;
  if (facts === null || !facts.isRegular || vantage.readAt === undefined) {
    return { coversFrom: null, gaps: [await whyNotRead(vantage, path)] };
  }
  const gaps: LogGap[] = [];
  const live: RotatedFile = { vantage, path, size: facts.size, changedAt: facts.changedAt, packed: null };
  let coversFrom: EpochMs | null = null;
  let older: readonly RotatedFile[] | null = null;
  for (let file: RotatedFile | undefined = live, index = 0; file !== undefined; index += 1) {
    if (file.packed === "other") gaps.push(packedGap(file.path));
    else if (isSpent(budget)) gaps.push(boundedGap(file.path));
    else {
      const read = await readFile(file, asked);
      if (read.end === "bounded") gaps.push(boundedGap(file.path));
      if (read.end === "unreadable")
        gaps.push(file.packed === null ? await whyNotRead(vantage, file.path) : brokenGap(file.path));
      if (read.isInDisorder) gaps.push(disorderGap(file.path));
      if (read.first !== null) coversFrom = Math.min(coversFrom ?? read.first, read.first);
      if (read.beginsEarlier) break;
    }
    older ??= await rotatedFiles(vantage, path, from);
    file = older[index];
  }
  return { coversFrom, gaps };
}

interface FileRead {
  readonly end: ReadingEnd;
  readonly first: EpochMs | null;
  /** It has lines from before the window: no older file is needed. */
  readonly beginsEarlier: boolean;
  readonly isInDisorder: boolean;
}

async function readFile(file: RotatedFile, asked: WindowAsked): Promise<FileRead> {
  const { from, until, budget, timeOf, visit } = asked;
  // Pieces are read from the newest: the first line of the last piece is the file's earliest.
  let first = null as EpochMs | null;
  let latest = Number.NEGATIVE_INFINITY;
  let [dated, late] = [0, 0];
  let isNewFile = true;
  const each = (octets: Uint8Array, start: number, end: number): boolean => {
    const time = timeOf(octets, start, end);
    if (!Number.isNaN(time)) {
      dated += 1;
      first = first === null || isNewFile ? time : first;
      if (time < latest - DISORDER) late += 1;
      else if (time > latest) latest = time;
    }
    visit(octets, start, end, time, isNewFile);
    isNewFile = false;
    return true;
  };
  if (file.packed !== null) {
    const end = await visitPackedLines(file, budget, each);
    const begins = first ?? Number.POSITIVE_INFINITY;
    return { end, first, beginsEarlier: begins < from - MARGIN, isInDisorder: late > dated * MOST_LATE };
  }
  const begin = await findOffset(file, from - MARGIN, timeOf, budget);
  if (begin.outcome === "unreadable")
    return { end: "unreadable", first, beginsEarlier: false, isInDisorder: false };
  if (begin.isInDisorder) {
    const start = Math.max(0, file.size - END_OF_DISORDER);
    const end = await visitLines(
      file,
      { from: start, to: file.size, isLineStart: start === 0 },
      budget,
      each,
    );
    return { end, first, beginsEarlier: true, isInDisorder: true };
  }
  const to = await endOf(file, until + MARGIN, timeOf, budget);
  // The newest octets are those of this run: what is too much is left out at the beginning.
  const start = Math.max(begin.offset, to - Math.max(budget.octets, TAIL));
  let end: ReadingEnd = start > begin.offset ? "bounded" : "ended";
  // Piece by piece from the newest: where time is up, the oldest are missing.
  for (let stop = to; stop > start; ) {
    const piece = stop - start <= PIECE ? start : await lineStart(file, stop - PIECE, stop);
    const isLineStart = piece !== start || start === begin.offset;
    [latest, isNewFile] = [Number.NEGATIVE_INFINITY, true];
    const read = await visitLines(file, { from: piece, to: stop, isLineStart }, budget, each);
    if (read !== "ended") {
      end = read;
      break;
    }
    stop = piece;
  }
  return {
    end,
    first,
    beginsEarlier: begin.offset > 0 || (first ?? Number.POSITIVE_INFINITY) < from - MARGIN,
    isInDisorder: late > dated * MOST_LATE,
  };
}

/** Where the first line behind an offset begins; the file's beginning is nearer than a line that long. */
async function lineStart(file: LogFile, from: number, to: number): Promise<number> {
  for (let at = from; at < to; ) {
    const octets = (await file.vantage.readAt?.(file.path, at, Math.min(TAIL, to - at))) ?? null;
    if (octets === null || octets.length === 0) break;
    const found = octets.indexOf(0x0a);
    if (found >= 0 && at + found + 1 < to) return at + found + 1;
    at += octets.length;
  }
  return from;
}

async function endOf(file: LogFile, time: EpochMs, timeOf: TimeOf, budget: LogBudget): Promise<number> {
  // Nothing was written later than the file's last change: the window reaches to its end.
  if (file.changedAt <= time) return file.size;
  const { offset, outcome } = await findOffset(file, time, timeOf, budget);
  return outcome === "found" ? Math.min(file.size, offset + TAIL) : file.size;
}
