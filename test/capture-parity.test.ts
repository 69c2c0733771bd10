import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CaptureAnalysis, flagNames, readFrames } from "../src/capture/index.ts";

const beside = fileURLToPath(new URL("../../shared/captures", import.meta.url));

/**
 * What tshark 4.0.17 says of the captures beside this project that have TCP: frames with a flag of `tcp.analysis`, and the first
 * digits of the SHA-256 of their sorted lines `frame stream flag,flag`, flags in the order of `ANALYSIS_FLAGS`
 * (`tshark -n -2 -Y tcp -T fields -e frame.number -e tcp.stream -e tcp.analysis.…`).
 */
const rows = readFileSync(new URL("capture-flags.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"));

if (!existsSync(beside))
  process.stderr.write(`Left out: flags against tshark's, for there are no captures in ${beside}\n`);

async function flagLines(path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const analysis = new CaptureAnalysis({
    keepsFlows: true,
    onFlags: (frame, stream, mask) => lines.push(`${frame} ${stream} ${flagNames(mask).join(",")}\n`),
  });
  await readFrames(path, { signal: new AbortController().signal }, (reader) => analysis.read(reader));
  return lines.toSorted();
}

test.skipIf(!existsSync(beside)).each(rows)(
  "%s has the flags that tshark gives (skipped where it is not beside the project)",
  async (file = "", flagged = "", sha256 = "") => {
    const lines = await flagLines(join(beside, file));
    expect(lines.length).toBe(Number(flagged));
    expect(createHash("sha256").update(lines.join("")).digest("hex").slice(0, 16)).toBe(sha256);
  },
);
