import { basename } from "node:path";
import type { FrameReader } from "../wire/index.ts";
import { type CaptureRead, type ReadOptions, readFrames } from "./open-capture.ts";

/** Pieces of a capture that are named one by one. */
const MOST_NAMED = 3;

/** One file of a capture that was written in pieces, and what reading it came to. */
export interface PieceRead {
  readonly file: string;
  readonly read: CaptureRead;
  /** Frames of the pieces before it: the first frame of this one has the next number. */
  readonly framesBefore: number;
}

/**
 * Files in the order of time of their first frames, as a ring buffer writes them; one without a frame comes last.
 *
 * @throws FaultlineError where one of them cannot be opened or is no capture.
 */
export async function orderPieces(files: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  if (files.length < 2) return files;
  const begun: { readonly file: string; readonly at: number }[] = [];
  for (const file of files) begun.push({ file, at: await firstTime(file, signal) });
  return begun.toSorted((a, b) => (a.at === b.at ? 0 : a.at - b.at)).map(({ file }) => file);
}

/** Seconds since 1970 of the first frame; infinite where there is none. */
async function firstTime(file: string, signal: AbortSignal): Promise<number> {
  const enough = new AbortController();
  let at = Number.POSITIVE_INFINITY;
  await readFrames(file, { signal: AbortSignal.any([signal, enough.signal]) }, (reader) => {
    if (enough.signal.aborted || !reader.next()) return;
    at = reader.frame.seconds + reader.frame.nanos / 1e9;
    enough.abort();
  });
  signal.throwIfAborted();
  return at;
}

/**
 * Reads files one after the other as one capture: frames are counted on from file to file.
 *
 * @throws FaultlineError where one of them cannot be opened or is no capture.
 */
export async function readPieces(
  files: readonly string[],
  options: ReadOptions,
  onFrames: (reader: FrameReader) => void,
): Promise<readonly PieceRead[]> {
  const pieces: PieceRead[] = [];
  let framesBefore = 0;
  for (const file of files) {
    const before = framesBefore;
    let isBegun = false;
    const read = await readFrames(file, options, (reader) => {
      if (!isBegun) reader.frame.number += before;
      isBegun = true;
      onFrames(reader);
    });
    pieces.push({ file, read, framesBefore });
    framesBefore = read.reader?.frame.number ?? before;
    if (options.signal.aborted) break;
  }
  return pieces;
}

/** The names of several files in one: `a.pcap+b.pcap`, and of many the first and the last. */
export function nameOfPieces(files: readonly string[]): string {
  const names = files.map((file) => basename(file));
  return names.length <= MOST_NAMED ? names.join("+") : `${names[0]}+…+${names.at(-1)}`;
}
