/**
 * A path of four hops with ten probes each, against `mtr -c 10 -i 0.2` in the same run, both as whole processes.
 *
 * A chain of three routers in namespaces that end with the bench. Once with icmp_ratelimit=0: hops and loss the same, at most a quarter of
 * mtr's wall time. Once with the kernel's default: no hop may be called lossy. Needs root, or user namespaces; and mtr (mtr-tiny).
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const RUNS = 3;
const BUDGET = 0.25;
const DESTINATION = "10.9.3.2";

interface Hub {
  readonly count: number;
  readonly host: string;
  readonly "Loss%": number;
}

/** Runs one command in a chain of its own, and takes the time that the command itself took. */
async function inChain(
  rate: number,
  argv: readonly string[],
): Promise<{ readonly seconds: number; readonly hubs: readonly Hub[] }> {
  const script = 's=$(date +%s%N); "$@"; e=$(date +%s%N); echo "$((e - s))" >&2';
  const { stdout, stderr } = await run(
    "sh",
    ["test/path-chain.sh", "3", "sh", "-c", script, "timed", ...argv],
    {
      env: { ...process.env, RATE: String(rate) },
    },
  );
  const report = JSON.parse(stdout) as { readonly report: { readonly hubs: readonly Hub[] } };
  const nanoseconds = Number(stderr.trim().split("\n").at(-1));
  return { seconds: nanoseconds / 1e9, hubs: report.report.hubs };
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ours = [process.execPath, "bin/faultline.js", "path", DESTINATION, "--count", "10", "--mtr"];
const theirs = ["mtr", "--json", "-n", "-c", "10", "-i", "0.2", DESTINATION];
const shown = (hubs: readonly Hub[]) => hubs.map((hub) => `${hub.host} ${hub["Loss%"]} %`).join(", ");

const measured = { ours: [] as number[], theirs: [] as number[] };
let isSame = true;
for (let round = 0; round < RUNS; round += 1) {
  const mtr = await inChain(0, theirs);
  const own = await inChain(0, ours);
  measured.theirs.push(mtr.seconds);
  measured.ours.push(own.seconds);
  isSame &&= shown(mtr.hubs) === shown(own.hubs);
  if (!isSame) process.stdout.write(`mtr:       ${shown(mtr.hubs)}\nfaultline: ${shown(own.hubs)}\n`);
}
const ratio = median(measured.ours) / median(measured.theirs);
const limited = await inChain(1000, ours);
const isLossless = limited.hubs.length === 4 && limited.hubs.every((hub) => hub["Loss%"] === 0);
process.stdout.write(
  `mtr -c 10 -i 0.2   ${median(measured.theirs).toFixed(2)} s\n` +
    `faultline path     ${median(measured.ours).toFixed(2)} s, ratio ${ratio.toFixed(3)} of ${BUDGET}\n` +
    `hops and loss: ${isSame ? "the same" : "DIFFERENT"}; with the default limit (${limited.seconds.toFixed(2)} s) ${isLossless ? "no hop is called lossy" : `LOSSY: ${shown(limited.hubs)}`}\n`,
);
const isHeld = ratio <= BUDGET && isSame && isLossless;
process.stdout.write(`budget: ${isHeld ? "held" : "MISSED"}\n`);
process.exitCode = isHeld ? 0 : 1;
