import { createFrameReader, type FrameReader } from "../src/wire/index.ts";

/** Frames of a capture in memory, one line each: number, captured, original, time; and what its reader says at the end. */
export interface CaptureLines {
  readonly lines: readonly string[];
  readonly reader: FrameReader;
}

/** Reads a capture to its end, handed over in pieces of so many octets; `null` where it is none. */
export function readCapture(octets: Uint8Array, piece = 1_048_576): CaptureLines | null {
  const reader = createFrameReader(octets.subarray(0, 4_096));
  if (reader === null) return null;
  const lines: string[] = [];
  for (let at = 0; !reader.isOver; ) {
    const part = octets.subarray(at, at + Math.min(piece, reader.room().length));
    reader.room().set(part);
    reader.filled(part.length);
    at += part.length;
    while (reader.next()) lines.push(frameLine(reader));
  }
  return { lines, reader };
}

/** One frame as `tshark -T fields -e frame.number -e frame.cap_len -e frame.len -e frame.time_epoch` prints it. */
export const frameLine = ({ frame }: FrameReader): string =>
  [
    frame.number,
    frame.captured,
    frame.original,
    `${frame.seconds}.${String(frame.nanos).padStart(9, "0")}`,
  ].join("\t");
