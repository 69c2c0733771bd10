/**
 * The guilty minute of an access log of 2 GB, found and judged by a whole process with Node's start; and all of the log read
 * through, line by line, against `grep -c`, and, where it is installed, `goaccess` on the first part of it, in the same run.
 *
 * Budgets: the minute in at most 2 s and 150 MiB by the wall's clock; the whole at 300 MB or more for a second of processor, so that
 * what else the machine does is left out. Of each line of the combined form the client,
 * the time, the request and the status are read; what stands behind is passed over.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { type MadeLog, makeLog } from "./access-log-file.ts";
import { built } from "./built.ts";

const OCTETS = 2e9;
/** goaccess takes minutes for all of it. */
const PART = 50e6;
const RUNS = 3;
const BUDGET = { seconds: 2, mebibytes: 150, megabytesPerSecond: 300 };

interface Cost {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly mebibytes: number;
  readonly output: string;
}

function costOf(command: readonly string[], input: string | null = null): Cost {
  const script =
    "import resource,subprocess,sys,time\nt=time.monotonic()\np=subprocess.run(sys.argv[2:],stdin=(open(sys.argv[1]) if sys.argv[1] else subprocess.DEVNULL),stderr=subprocess.DEVNULL)\n" +
    "u=resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(time.monotonic()-t,u.ru_utime+u.ru_stime,u.ru_maxrss/1024,file=sys.stderr)";
  const { stdout, stderr } = spawnSync("python3", ["-c", script, input ?? "", ...command], {
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const [seconds = Number.NaN, processorSeconds = Number.NaN, mebibytes = Number.NaN] = stderr
    .trim()
    .split(" ")
    .map(Number);
  return { seconds, processorSeconds, mebibytes, output: stdout };
}

const middle = (costs: readonly Cost[]): Cost | undefined =>
  costs.toSorted((one, other) => one.seconds - other.seconds)[costs.length >> 1];

function report(name: string, cost: Cost | undefined, octets: number): void {
  if (cost === undefined) return;
  const [rate, alone] = [cost.seconds, cost.processorSeconds].map((seconds) =>
    (octets / 1e6 / seconds).toFixed(0),
  );
  process.stdout.write(
    `${name.padEnd(30)} ${cost.seconds.toFixed(2)} s  ${cost.processorSeconds.toFixed(2)} s of processor  ${cost.mebibytes.toFixed(0).padStart(4)} MiB  ${rate} MB/s, ${alone} for a second of processor\n`,
  );
}

/** Whether the program told the truth of the window. */
function check(
  { output }: Cost,
  expected: { readonly failures: number; readonly lines: number | null },
): void {
  const told = JSON.parse(output) as { failures: number; lines: number; gaps: readonly unknown[] };
  const isRight = told.failures === expected.failures && (expected.lines ?? told.lines) === told.lines;
  if (!isRight || told.gaps.length > 0)
    throw new Error(`told ${output}, expected ${JSON.stringify(expected)}`);
}

/** Copies the beginning of a file. */
function firstOctets(file: string, part: string, octets: number): string {
  execFileSync("dd", [`if=${file}`, `of=${part}`, "bs=1000000", `count=${octets / 1e6}`], {
    stdio: "ignore",
  });
  return part;
}

const isInstalled = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

const folder = mkdtempSync(join(tmpdir(), "faultline-log-"));
try {
  const file = join(folder, "access.log");
  const log: MadeLog = makeLog(file, OCTETS);
  const program = await built("bench/access-log-read.mjs");
  const ours = (from: number, until: number) =>
    costOf([
      process.execPath,
      "--max-semi-space-size=2",
      program,
      file,
      String(from),
      String(until),
      log.route,
      "1e12",
    ]);
  execFileSync("cat", [file], { stdio: "ignore" });
  process.stdout.write(`${(statSync(file).size / 1e9).toFixed(2)} GB, ${log.lines} lines\n`);
  const rounds = Array.from({ length: RUNS }, () => ({
    minute: ours(log.guilty.from, log.guilty.until),
    whole: ours(log.from, log.until),
    grep: costOf(["grep", "-c", '" 504 ', file]),
  }));
  for (const { minute, whole } of rounds) {
    check(minute, { failures: log.guilty.failures, lines: null });
    check(whole, { failures: log.guilty.failures, lines: log.lines });
  }
  const minute = middle(rounds.map((round) => round.minute));
  const whole = middle(rounds.map((round) => round.whole));
  const grep = middle(rounds.map((round) => round.grep));
  report("the guilty minute", minute, log.octets);
  report("all of it", whole, log.octets);
  report("grep -c", grep, log.octets);
  const part = join(folder, "part.log");
  const goaccess = isInstalled("goaccess")
    ? costOf([
        "goaccess",
        firstOctets(file, part, PART),
        "--log-format=COMBINED",
        "--no-global-config",
        "-o",
        join(folder, "report.json"),
      ])
    : undefined;
  report("goaccess, of the first part", goaccess, PART);
  const rate = log.octets / 1e6 / (whole?.processorSeconds ?? Number.NaN);
  const minuteHeld =
    (minute?.seconds ?? 99) <= BUDGET.seconds && (minute?.mebibytes ?? 999) <= BUDGET.mebibytes;
  const rateHeld = rate >= BUDGET.megabytesPerSecond;
  const times = (other: Cost | undefined, octets: number) => {
    const perOctet = (other?.processorSeconds ?? Number.NaN) / octets;
    return (perOctet / ((whole?.processorSeconds ?? Number.NaN) / log.octets)).toFixed(1);
  };
  process.stdout.write(
    `By processor: grep -c takes ${times(grep, log.octets)} of it${goaccess === undefined ? "" : `, goaccess ${times(goaccess, PART)} times as much`}; ` +
      `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} processors\n` +
      `minute within ${BUDGET.seconds} s and ${BUDGET.mebibytes} MiB: ${minuteHeld ? "held" : "MISSED"}; ` +
      `${rate.toFixed(0)} of ${BUDGET.megabytesPerSecond} MB/s: ${rateHeld ? "held" : "MISSED"}\n`,
  );
  process.exitCode = minuteHeld && rateHeld ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
