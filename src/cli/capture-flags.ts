import { CaptureAnalysis, flagNames, readFrames } from "../capture/index.ts";
import { keepHeapSmall } from "./capture-heap.ts";
import { exitStatus, type Io } from "./io.ts";

/** Characters that are written at once: a line alone costs a system call. */
const BATCH = 65_536;

/**
 * `faultline capture flags FILE`: one JSON line for each frame with a flag of TCP's sequence analysis. docs/contract.md, "Captures".
 *
 * @returns 0, whatever the flags are; 2 where the file is damaged, after the lines of what is whole.
 */
export async function captureFlagsCommand(file: string, io: Io): Promise<number> {
  keepHeapSmall();
  let lines = "";
  const names = new Map<number, string>();
  const namesOf = (mask: number) => {
    const known = names.get(mask);
    if (known !== undefined) return known;
    const text = JSON.stringify(flagNames(mask));
    names.set(mask, text);
    return text;
  };
  const analysis = new CaptureAnalysis({
    onFlags: (frame, stream, mask) => {
      lines += `{"frame":${frame},"stream":${stream},"flags":${namesOf(mask)}}\n`;
      if (lines.length < BATCH) return;
      io.out(lines);
      lines = "";
    },
  });
  const read = await readFrames(file, { signal: io.signal }, (reader) => analysis.read(reader));
  io.out(lines);
  io.signal.throwIfAborted();
  if (read.damage === null) return exitStatus.healthy;
  io.err(
    `Cannot read all of "${file}": at octet ${read.damage.fileOffset} there is ${read.damage.what}\n` +
      "What lies before it was analysed; capture again, or cut the file there\n",
  );
  return exitStatus.usage;
}
