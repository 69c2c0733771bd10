/**
 * What reading a capture costs, as CPU time of whole processes (user and system), page cache warm, against tshark, tcptrace, cat and
 * netverdict, in ratios of one run. The captures are made here, the same on every run. Nothing fails here but what cannot be run.
 *
 * Wanted: 80 times less than tshark with identical flags, less than tcptrace, at most 3 times `cat` with flags and flows and 6 times with all
 * protocols, 150 MiB at most, and 600 MiB for a million flows.
 */
import { spawnSync } from "node:child_process";
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ANALYSIS_FLAGS } from "../src/capture/index.ts";
import { type Cost, costOf, medianOf } from "./capture-cost.ts";
import { writeFlood, writeTraffic } from "./capture-traffic.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const RUNS = 5;
const MADE = { seed: 1, packets: 1_520_000, flows: 7_500 };
const FLOOD = 1_000_000;
const SLICE_OCTETS = 300_000_000;
const MEASURED = join(root, "bench/capture-measured.mjs");

const say = (line: string) => process.stdout.write(`${line}\n`);
const line = (name: string, { cpu, peak }: Cost) =>
  `${name.padEnd(44)} ${cpu.toFixed(2).padStart(8)} s CPU ${peak.toFixed(0).padStart(6)} MiB`;

/** Lines `frame stream flag,flag`, of our JSON or of tshark's columns. */
async function* flagLines(path: string, isOurs: boolean): AsyncGenerator<string> {
  for await (const text of createInterface({ input: createReadStream(path) })) {
    if (isOurs) {
      const { frame, stream, flags } = JSON.parse(text);
      yield `${frame} ${stream} ${flags.join(",")}`;
      continue;
    }
    const [frame, stream = "", ...columns] = text.split("\t");
    const flags = ANALYSIS_FLAGS.filter((_name, index) => (columns[index] ?? "") !== "");
    if (flags.length > 0) yield `${frame} ${stream.split(",")[0]} ${flags.join(",")}`;
  }
}

/** How many lines there are, and how many differ. */
async function compare(ours: string, theirs: string): Promise<string> {
  const [one, other] = [flagLines(ours, true), flagLines(theirs, false)];
  let [lines, different] = [0, 0];
  for (;;) {
    const [a, b] = [await one.next(), await other.next()];
    if (a.done === true && b.done === true) break;
    lines += 1;
    if (a.value !== b.value) different += 1;
  }
  return different === 0
    ? `identical in all ${lines} frames with a flag`
    : `DIFFERENT in ${different} of ${lines}`;
}

/** Whether a peer can be run here; says so where it cannot. */
function isThere(name: string, option: string): boolean {
  const isMissing = spawnSync(name, [option], { stdio: "ignore" }).error !== undefined;
  if (isMissing) say(`Left out: ${name}, which is not installed here (apt-get install ${name})`);
  return !isMissing;
}

/** netverdict of PyPI in an environment of its own; a sentence where it cannot be had. */
function installNetverdict(folder: string): string | { readonly command: string } {
  const made = spawnSync("python3", ["-m", "venv", join(folder, "venv")]);
  if (made.status !== 0) return "Left out: netverdict, for python3 makes no virtual environment here";
  const command = join(folder, "venv/bin/netverdict");
  const done = spawnSync(join(folder, "venv/bin/pip"), ["install", "--quiet", "netverdict"], {
    timeout: 180_000,
  });
  return done.status === 0 ? { command } : "Left out: netverdict, which PyPI does not give here";
}

async function measure(folder: string): Promise<void> {
  const big = join(folder, "big.pcap");
  const { packets, octets, flows } = writeTraffic(big, MADE);
  say(`capture: ${packets} packets, ${(octets / 1e9).toFixed(2)} GB, ${flows} flows; median of ${RUNS} runs`);
  const [node, command] = [process.execPath, join(root, "bin/faultline.js")];
  const flagsFile = join(folder, "flags.jsonl");
  const tsharkFile = join(folder, "tshark.tsv");

  costOf(["cat", big]);
  const cat = medianOf(RUNS, ["cat", big]);
  say(line("cat", cat));
  const flags = medianOf(RUNS, [node, command, "capture", "flags", big], flagsFile);
  say(line("faultline capture flags", flags));
  const tracked = medianOf(RUNS, [node, MEASURED, "flows", big]);
  say(line("flags and flows", tracked));
  const all = medianOf(RUNS, [node, MEASURED, "protocols", big]);
  say(line("flags, flows and protocols", all));
  const tcptrace = isThere("tcptrace", "-h") ? medianOf(3, ["tcptrace", "-n", big]) : null;
  if (tcptrace !== null) say(line("tcptrace -n (median of 3)", tcptrace));
  const columns = ANALYSIS_FLAGS.flatMap((name) => ["-e", `tcp.analysis.${name}`]);
  const asked = ["-T", "fields", "-e", "frame.number", "-e", "tcp.stream", ...columns];
  const tshark = isThere("tshark", "-v") ? costOf(["tshark", "-n", "-r", big, ...asked], tsharkFile) : null;
  const times = (one: Cost, other: Cost) => (one.cpu / other.cpu).toFixed(1);
  if (tshark !== null) {
    say(line("tshark (one run)", tshark));
    say(`flags against tshark's: ${await compare(flagsFile, tsharkFile)}`);
    say(`tshark / flags ${times(tshark, flags)} (wanted 80), / flags and flows ${times(tshark, tracked)}`);
  }
  if (tcptrace !== null) say(`tcptrace / flags and flows ${times(tcptrace, tracked)} (wanted more than 1)`);
  say(`flags / cat ${times(flags, cat)}, flags and flows / cat ${times(tracked, cat)} (wanted 3)`);
  say(`all protocols / cat ${times(all, cat)} (wanted 6)`);

  const netverdict = installNetverdict(folder);
  if (typeof netverdict === "string") say(netverdict);
  else {
    const slice = join(folder, "slice.pcap");
    spawnSync("cp", [big, slice]);
    truncateSync(slice, SLICE_OCTETS);
    const theirs = costOf([netverdict.command, "analyze", slice]);
    const ours = medianOf(3, [node, MEASURED, "protocols", slice]);
    say(line("netverdict, 300 MB (one run)", theirs));
    say(`netverdict / all protocols, 300 MB ${times(theirs, ours)} (wanted 30)`);
  }

  rmSync(big);
  const flood = join(folder, "flood.pcap");
  writeFlood(flood, FLOOD);
  say(line("1 M flows: flags and flows", medianOf(3, [node, MEASURED, "flows", flood])));
  say(line("1 M flows: all protocols", medianOf(3, [node, MEASURED, "protocols", flood])));
}

closeSync(openSync(command(), "r"));
const folder = mkdtempSync(join(tmpdir(), "faultline-capture-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
await measure(folder);

/** The built form, without which Node strips types while it is measured. */
function command(): string {
  return join(root, "dist/cli/capture.js");
}
