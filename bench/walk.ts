/**
 * What one healthy HTTPS walk costs as a whole process, against curl making the same request in the same run.
 *
 * A loopback server with a certificate of its own; the whole process with Node's start: wall clock, processor time and peak
 * memory, median of the runs. Budgets: at most 1.0 s and 150 MiB. Wall clock is the machine's mood too, so its load is told.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeCa, makeLeaf } from "../test/certificates.ts";

const run = promisify(execFile);
const RUNS = 7;
const BUDGET = { seconds: 1.0, mebibytes: 150 };

interface Cost {
  readonly seconds: number;
  /** Of the process and those that it started. */
  readonly processorSeconds: number;
  readonly mebibytes: number;
}

/** One whole process: wall clock, and peak memory as /usr/bin/time or the child's own accounting has it. */
async function costOf(command: string, args: readonly string[]): Promise<Cost> {
  const script =
    "import resource,subprocess,sys,time\nt=time.monotonic()\np=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\n" +
    "u=resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(time.monotonic()-t,u.ru_utime+u.ru_stime,u.ru_maxrss/1024,p.returncode)";
  const { stdout } = await run("python3", ["-c", script, command, ...args]);
  const numbers = stdout.trim().split(" ").map(Number);
  const [seconds = Number.NaN, processorSeconds = Number.NaN, mebibytes = Number.NaN, status] = numbers;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}`);
  return { seconds, processorSeconds, mebibytes };
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measure(command: string, args: readonly string[]): Promise<Cost> {
  await costOf(command, args); // Warm-up: page cache, compile cache.
  const costs: Cost[] = [];
  for (let round = 0; round < RUNS; round += 1) costs.push(await costOf(command, args));
  return {
    seconds: median(costs.map((cost) => cost.seconds)),
    processorSeconds: median(costs.map((cost) => cost.processorSeconds)),
    mebibytes: median(costs.map((cost) => cost.mebibytes)),
  };
}

const folder = await mkdtemp(join(tmpdir(), "faultline-bench-"));
const ca = await makeCa("Bench CA");
const leaf = await makeLeaf({ names: ["localhost"] }, ca);
const server = createServer({ key: leaf.key, cert: leaf.cert }, (_, response) => response.end("hello"));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
try {
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, ca.cert);
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const node = await measure(process.execPath, ["-e", "0"]);
  const curl = await measure("curl", ["-s", "--cacert", caFile, url]);
  const walk = await measure(process.execPath, [
    "bin/faultline.js",
    "check",
    url,
    "--ca",
    caFile,
    "--json",
    "--no-save",
  ]);
  const line = (name: string, { seconds, processorSeconds, mebibytes }: Cost) =>
    `${name.padEnd(28)} ${seconds.toFixed(3)} s  ${processorSeconds.toFixed(3)} s of processor  ${mebibytes.toFixed(0).padStart(4)} MiB\n`;
  process.stdout.write(line("node -e 0", node) + line("curl", curl) + line("faultline check, healthy", walk));
  process.stdout.write(
    `Node's own start is ${((node.seconds / walk.seconds) * 100).toFixed(0)} % of it; ${(walk.seconds / curl.seconds).toFixed(1)} times curl; ` +
      `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} processors\n`,
  );
  const within = walk.seconds <= BUDGET.seconds && walk.mebibytes <= BUDGET.mebibytes;
  process.stdout.write(
    `${(walk.seconds / BUDGET.seconds).toFixed(2)} of the budget of ${BUDGET.seconds.toFixed(1)} s, ` +
      `${(walk.mebibytes / BUDGET.mebibytes).toFixed(2)} of ${BUDGET.mebibytes} MiB: ${within ? "held" : "MISSED"}\n`,
  );
  process.exitCode = within ? 0 : 1;
} finally {
  server.close();
  await rm(folder, { recursive: true, force: true });
}
