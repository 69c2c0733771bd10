import type { Vantage } from "../../vantage/index.ts";
import { visitWithin } from "./log-file.ts";
import { rotatedFiles } from "./rotated.ts";

/** Octets of a log's end, and of its beginning, by which its form is told. */
const SAMPLE = 64 * 1024;
/** Lines of the end and of the beginning. */
const MOST_LAST = 30;
const MOST_FIRST = 10;

/** One line: octets, and where in them it begins and ends. */
export type SampleLine = readonly [octets: Uint8Array, start: number, end: number];

/** Some lines of a log, or of the file that it was moved to where it is empty: the last ones, then the first. None where it cannot be read. */
export async function sampleOf(vantage: Vantage, path: string): Promise<readonly SampleLine[]> {
  const live = await someLines(vantage, path);
  if (live.length > 0) return live;
  const older = (await rotatedFiles(vantage, path, 0)).find(({ packed }) => packed === null);
  return older === undefined ? [] : someLines(vantage, older.path);
}

async function someLines(vantage: Vantage, path: string): Promise<readonly SampleLine[]> {
  const facts = (await vantage.stat?.(path)) ?? null;
  if (facts === null || !facts.isRegular) return [];
  const last = await linesAt(vantage, path, Math.max(0, facts.size - SAMPLE));
  const first = facts.size > SAMPLE ? await linesAt(vantage, path, 0) : [];
  return [...last.slice(-MOST_LAST), ...first.slice(0, MOST_FIRST)];
}

async function linesAt(vantage: Vantage, path: string, from: number): Promise<readonly SampleLine[]> {
  const octets = (await vantage.readAt?.(path, from, SAMPLE)) ?? null;
  if (octets === null) return [];
  const lines: SampleLine[] = [];
  const newline = octets.indexOf(0x0a);
  // What stands before the first end of a line is the rest of one; without any end it is part of a long one.
  const first = from === 0 ? 0 : newline < 0 ? octets.length : newline + 1;
  visitWithin(octets, first, octets.length, (source, start, end) => lines.push([source, start, end]) > 0);
  return lines;
}
