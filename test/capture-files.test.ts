import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readFrames } from "../src/capture/open-capture.ts";
import { frameLine } from "./read-capture.ts";

const beside = fileURLToPath(new URL("../../shared/captures", import.meta.url));

/**
 * What tshark 4.0.17 says of the captures beside this project: frames, the first digits of the SHA-256 of its lines
 * `-T fields -e frame.number -e frame.cap_len -e frame.len -e frame.time_epoch`, and whether it calls the file damaged.
 * Files whose link type it does not know are left out.
 */
const rows = readFileSync(new URL("capture-frames.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"));

/** Where tshark prints something else, and why. */
const exceptions: Readonly<Record<string, string>> = {
  "PcapPlusPlus--Tests_Fuzzers_RegressionTests_regression_samples_clusterfuzz-testcase-FuzzTarget-5781142119907328":
    "a fraction of 3,758,096,384 microseconds overflows in tshark; ours is carried into the seconds",
  "tcpdump--tests_atm-oam-heapoverflow.pcap":
    "tshark takes the four octets of SunATM's pseudo-header from the lengths",
};

async function linesOf(path: string) {
  const lines: string[] = [];
  const end = await readFrames(path, { signal: new AbortController().signal }, (reader) => {
    while (reader.next()) lines.push(`${frameLine(reader)}\n`);
  });
  return { lines, damage: end.damage };
}

test.skipIf(!existsSync(beside)).each(rows)(
  "%s has the frames that tshark sees (skipped where it is not beside the project)",
  async (file = "", frames, sha256, damaged) => {
    const { lines, damage } = await linesOf(join(beside, file));
    expect(lines.length).toBe(Number(frames));
    expect(damage !== null).toBe(damaged === "1");
    const digest = createHash("sha256").update(lines.join("")).digest("hex").slice(0, 16);
    if (file in exceptions) expect(digest).not.toBe(sha256);
    else expect(digest).toBe(sha256);
  },
);

test.skipIf(!existsSync(beside))("no capture beside the project makes the reading fail", async () => {
  const files = readdirSync(beside).filter((file) => !/^(INDEX\.tsv|README\.md)$/.test(file));
  expect(files.length).toBeGreaterThanOrEqual(rows.length);
  for (const file of files)
    expect((await linesOf(join(beside, file))).lines.length).toBeGreaterThanOrEqual(0);
});
