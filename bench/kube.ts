/**
 * What a walk to one Service and the overview cost in a cluster of 500 Services and 5,000 Pods, against
 * `kubectl get pods,services,endpointslices -A -o json` in the same run.
 *
 * A real API server with its etcd in namespaces of its own; nodes and Pods are objects that no kubelet stands behind. The Service's
 * address answers, so the walk is that of a healthy request. Whole processes with Node's start: wall clock and peak memory, median of
 * the runs. Budgets: the walk 3 s, the overview 10 s, 300 MiB each. Needs root.
 */
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { claimCgroups, sweepCgroups } from "../src/lab/cluster/cgroups.ts";
import { startApi, waitForApi } from "../src/lab/cluster/control-plane.ts";
import { CLUSTER_FOLDER, openGround } from "../src/lab/cluster/ground.ts";
import { API_PORT, makeKeys } from "../src/lab/cluster/keys.ts";
import { clusterBinaries } from "../src/lab/index.ts";

const RUNS = 3;
const BUDGET = { walk: 3, overview: 10, mebibytes: 300 };
/** A minute alone on two processors, several of one that is busy. */
const FILL_WITHIN = 1_200_000;
const SERVICES = "10.180";

/** The API server's address is one of the loopback's interface, as is that of the Service. */
const ranges = {
  fabric: "10.99.0",
  control: "10.99.0.2",
  nodes: [],
  client: "10.99.0.3",
  pods: "10.64.0.0/16",
  nodePods: [],
  services: `${SERVICES}.0.0/16`,
  apiService: `${SERVICES}.0.1`,
  dnsService: `${SERVICES}.0.10`,
};
const SERVICE = { name: "team0/service0", address: `${SERVICES}.10.0` };

interface Cost {
  readonly seconds: number;
  /** Of the process and those that it started. */
  readonly processorSeconds: number;
  readonly mebibytes: number;
  readonly status: number;
}

const SCRIPT =
  "import resource,subprocess,sys,time\nt=time.monotonic()\np=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL)\n" +
  "u=resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(time.monotonic()-t,u.ru_utime+u.ru_stime,u.ru_maxrss/1024,p.returncode)";

const SERVER = `require("node:http").createServer((_, answer) => answer.end("hello")).listen(80, "${SERVICE.address}")`;

const say = (line: string) => process.stderr.write(`${line}\n`);
const built = await clusterBinaries({ say });
sweepCgroups();
const ground = await openGround(join(built.bin, "pause"), claimCgroups(null, []));
try {
  for (const [file, text] of makeKeys(ranges, [])) ground.write(`keys/${file}`, text);
  await ground.must(null, ["ip", "netns", "add", "control"]);
  for (const address of [ranges.control, SERVICE.address])
    await ground.must(null, ["ip", "-n", "control", "address", "add", `${address}/32`, "dev", "lo"]);
  await ground.must(null, ["ip", "-n", "control", "link", "set", "lo", "up"]);
  startApi(ground, built.bin, ranges);
  await waitForApi(ground, undefined);
  ground.start("server", [...ground.enter("control"), process.execPath, "-e", SERVER]);
  say("the API server is ready; now come its objects");
  const keys = join(CLUSTER_FOLDER, "keys");
  const fill = ["bench/kube-objects.mjs", `https://${ranges.control}:${API_PORT}`, keys, SERVICES];
  const [script = "", ...rest] = fill;
  const filled = await ground.must("control", [process.execPath, resolve(script), ...rest], {
    timeout: FILL_WITHIN,
  });
  process.stdout.write(filled.stdout);
  const kubeconfig = join(keys, "admin.conf");
  const faultline = [process.execPath, resolve("bin/faultline.js"), "kube"];
  const walk = await measure([...faultline, SERVICE.name, "--json", "--no-save", "--kubeconfig", kubeconfig]);
  const overview = await measure([...faultline, "--json", "--kubeconfig", kubeconfig]);
  const kubectl = await measure([
    join(built.bin, "kubectl"),
    `--kubeconfig=${kubeconfig}`,
    ...["get", "pods,services,endpointslices", "-A", "-o", "json"],
  ]);
  const line = (name: string, { seconds, processorSeconds, mebibytes, status }: Cost) =>
    `${name.padEnd(30)} ${seconds.toFixed(2).padStart(6)} s ${processorSeconds.toFixed(2).padStart(6)} s of processor ${mebibytes.toFixed(0).padStart(5)} MiB  exit ${status}\n`;
  process.stdout.write(
    line("kubectl get … -A -o json", kubectl) +
      line("faultline kube NAME", walk) +
      line("faultline kube", overview) +
      `The walk takes ${(walk.seconds / kubectl.seconds).toFixed(2)} of kubectl's time and ${(walk.mebibytes / kubectl.mebibytes).toFixed(2)} of its memory; ` +
      `the overview ${(overview.seconds / kubectl.seconds).toFixed(2)} and ${(overview.mebibytes / kubectl.mebibytes).toFixed(2)}; load ${(loadavg()[0] ?? 0).toFixed(1)}\n`,
  );
  const isHeld = (cost: Cost, seconds: number) =>
    cost.seconds <= seconds && cost.mebibytes <= BUDGET.mebibytes && cost.status === 0;
  const within = isHeld(walk, BUDGET.walk) && isHeld(overview, BUDGET.overview);
  process.stdout.write(
    `${(walk.seconds / BUDGET.walk).toFixed(2)} of the walk's budget of ${BUDGET.walk} s, ${(overview.seconds / BUDGET.overview).toFixed(2)} of the overview's ${BUDGET.overview} s, ` +
      `${BUDGET.mebibytes} MiB each: ${within ? "held" : "MISSED"}\n`,
  );
  process.exitCode = within ? 0 : 1;
} finally {
  await ground.close();
}

/** Whole processes in the API server's network: the median of the runs, after one that warms caches up. */
async function measure(argv: readonly string[]): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round <= RUNS; round += 1) {
    const { stdout } = await ground.must("control", ["python3", "-c", SCRIPT, ...argv], { timeout: 120_000 });
    const numbers = stdout.trim().split(" ").map(Number);
    const [seconds = Number.NaN, processorSeconds = Number.NaN, mebibytes = Number.NaN, status = -1] =
      numbers;
    if (round > 0) costs.push({ seconds, processorSeconds, mebibytes, status });
  }
  const sorted = costs.toSorted((a, b) => a.seconds - b.seconds);
  const middle = sorted[RUNS >> 1];
  if (middle === undefined) throw new Error("nothing was measured");
  return { ...middle, mebibytes: Math.max(...costs.map(({ mebibytes }) => mebibytes)) };
}
