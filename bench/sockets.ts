/**
 * What it costs to dump, count and diagnose 100,000 TCP sockets, as a whole process with Node's start, against
 * `ss -tinmH` in the same network namespace and the same run.
 *
 * Processor time, since wall clock is the machine's mood; median of the runs, which alternate. Budget: at most half of ss.
 */
import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { built } from "./built.ts";

const run = promisify(execFile);
const RUNS = 5;
const CONNECTIONS = 50_000;
const MOST_OF_SS = 0.5;

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function secondsOf(command: readonly string[]): Promise<number> {
  const { stdout } = await run("python3", ["bench/cpu-of.py", ...command]);
  const [seconds = Number.NaN, status] = stdout.trim().split(" ").map(Number);
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}`);
  return seconds;
}

/** In a namespace of its own: makes the sockets, measures, and takes them away. */
async function compare(): Promise<void> {
  await run("ip", ["link", "set", "lo", "up"]);
  const maker = spawn("python3", ["bench/make-sockets.py", String(CONNECTIONS)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    await new Promise<void>((resolve, reject) => {
      maker.stdout.once("data", () => resolve());
      maker.once("exit", (status) => reject(new Error(`making sockets ended with ${status}`)));
    });
    const ours = [process.execPath, await built("bench/sockets-diagnose.mjs")];
    const theirs = ["ss", "-tinmH"];
    const cost = { ours: [] as number[], theirs: [] as number[] };
    process.stdout.write((await run(ours[0] ?? "", ours.slice(1))).stdout);
    for (let round = 0; round < RUNS; round += 1) {
      cost.theirs.push(await secondsOf(theirs));
      cost.ours.push(await secondsOf(ours));
    }
    const start = await secondsOf([process.execPath, "-e", "0"]);
    const ratio = median(cost.ours) / median(cost.theirs);
    process.stdout.write(
      `ss -tinmH                    ${median(cost.theirs).toFixed(3)} s of processor\n` +
        `dump, count and diagnose     ${median(cost.ours).toFixed(3)} s, of which Node's start ${start.toFixed(3)} s\n` +
        `${ratio.toFixed(2)} of ss; budget ${MOST_OF_SS.toFixed(2)}: ${ratio <= MOST_OF_SS ? "held" : "MISSED"}\n`,
    );
    process.exitCode = ratio <= MOST_OF_SS ? 0 : 1;
  } finally {
    maker.stdin.end();
  }
}

if (process.argv.includes("--inside")) await compare();
else {
  // A user namespace makes the network namespace without root.
  const inside = spawn("unshare", ["-rn", process.execPath, "bench/sockets.ts", "--inside"], {
    stdio: "inherit",
  });
  process.exitCode = await new Promise<number>((resolve) =>
    inside.once("exit", (status) => resolve(status ?? 1)),
  );
}
