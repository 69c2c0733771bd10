import { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import {
  CHUNK,
  isSpent,
  LONGEST_LINE,
  type LogBudget,
  type ReadingEnd,
  type Visit,
  visitWithin,
} from "./log-file.ts";
import type { RotatedFile } from "./rotated.ts";

const LF = 0x0a;

/** Visits all lines of a packed file, as they are unpacked: a few dozen KiB of it are in memory at a time. */
export async function visitPackedLines(
  file: RotatedFile,
  budget: LogBudget,
  visit: Visit,
): Promise<ReadingEnd> {
  if (file.packed !== "gzip" && file.packed !== "zstd") return "unreadable";
  let isReadable = true;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.size; ) {
      const octets = (await file.vantage.readAt?.(file.path, at, CHUNK)) ?? null;
      isReadable = octets !== null;
      if (octets === null || octets.length === 0) return;
      at += octets.length;
      yield octets;
    }
  }
  const unpacked =
    file.packed === "gzip" ? createGunzip({ chunkSize: LONGEST_LINE }) : createZstdDecompress();
  const source = Readable.from(chunks());
  source.on("error", (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  let rest: Uint8Array = new Uint8Array(0);
  let isWithinLine = false;
  try {
    for await (const chunk of unpacked) {
      // zlib gives nothing else.
      const octets = chunk as Uint8Array;
      budget.octets -= octets.length;
      if (isSpent(budget)) return "bounded";
      const all = rest.length === 0 ? octets : Buffer.concat([rest, octets]);
      let start = 0;
      if (isWithinLine) {
        const end = all.indexOf(LF);
        isWithinLine = end < 0;
        start = end < 0 ? all.length : end + 1;
      }
      const lastEnd = all.lastIndexOf(LF);
      const used = Math.max(start, lastEnd + 1);
      if (!visitWithin(all, start, used, visit)) return "ended";
      rest = all.slice(used);
      if (rest.length <= LONGEST_LINE * 2) continue;
      // Longer than any line: its beginning is told, its end is waited for.
      if (!visit(rest, 0, LONGEST_LINE)) return "ended";
      rest = new Uint8Array(0);
      isWithinLine = true;
    }
    if (!isWithinLine) visitWithin(rest, 0, rest.length, visit);
    return isReadable ? "ended" : "unreadable";
  } catch {
    // Octets that are not what the name says, or a file that is still being written: what came before was visited.
    return "unreadable";
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}
