import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ms } from "../../base/index.ts";
import { createDraw, type Draw } from "../draw.ts";
import type { BuildOptions } from "../go/index.ts";
import type { Ran, RunOptions } from "../world/index.ts";
import { type ClusterApi, openApi, waitToRead } from "./api.ts";
import { type ClusterBinaries, clusterBinaries } from "./build.ts";
import { type Cgroups, claimCgroups, sweepCgroups } from "./cgroups.ts";
import { startApi, startControllers, waitForApi } from "./control-plane.ts";
import { clusterDns } from "./dns.ts";
import { type FabricKind, type FabricPlan, type Families, planFabric, podMtu, tunnelEnds } from "./fabric.ts";
import { CLUSTER_FOLDER, type Daemon, type Ground, openGround, waitFor } from "./ground.ts";
import { makeKeys } from "./keys.ts";
import { type ClusterNode, openNode } from "./node.ts";
import type { ProxyMode } from "./node-settings.ts";
import { drawRanges, type Ranges } from "./ranges.ts";

/** How a cluster is made. */
export interface ClusterOptions extends BuildOptions {
  /** Default 2. */
  readonly nodes?: 2 | 3;
  /** Default host-gateway. */
  readonly fabric?: FabricKind;
  /** Default ipv4. */
  readonly families?: Families;
  /** Default nftables. */
  readonly proxyMode?: ProxyMode;
  /** At most 4 letters and digits; no two clusters at once may have the same. Default: one that is free. */
  readonly prefix?: string;
  /** Addresses are drawn from it. Default: from seed 1. */
  readonly draw?: Draw;
  /** What is built already. */
  readonly binaries?: ClusterBinaries;
}

/** A cluster that is up. Closing it, or the end of this process, ends everything in it. */
export interface Cluster extends ClusterApi, AsyncDisposable {
  readonly nodes: readonly ClusterNode[];
  readonly ranges: Ranges;
  /** Folder of the cluster's programs, `kubectl` among them; seen from its namespaces too. */
  readonly programs: string;
  /** etcd, kube-apiserver, kube-controller-manager, kube-scheduler. */
  readonly controlPlane: readonly Daemon[];
  /** What to put before a command, to have it run in `control`, `client` or the network of a node. */
  enter(namespace: string): readonly string[];
  run(namespace: string, argv: readonly string[], options?: RunOptions): Promise<Ran>;
  must(namespace: string, argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Writes a file that processes of the cluster see, and gives its path. */
  write(path: string, text: string): string;
  /** The end of what a daemon has printed: `kube-apiserver`, `node1-kubelet`. */
  log(daemon: string): string;
  close(): Promise<void>;
}

/** From the API server's start to the last node, on a loaded machine. */
const READY_WITHIN: Ms = 120_000;

/**
 * Brings a cluster up, and waits until its nodes are ready and its DNS answers on each of them.
 *
 * @throws FaultlineError `LAB_FAILED` where it does not come up; nothing of it is left then.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const built = options.binaries ?? (await clusterBinaries(options));
  const names = Array.from({ length: options.nodes ?? 2 }, (_, index) => `node${index + 1}`);
  sweepCgroups();
  const cgroups = claimCgroups(options.prefix ?? null, names);
  const ground = await openGround(join(built.bin, "pause"), cgroups);
  try {
    return await bringUp(ground, { options, built, names, cgroups });
  } catch (error) {
    await ground.close();
    throw error;
  }
}

interface Plan {
  readonly options: ClusterOptions;
  readonly built: ClusterBinaries;
  readonly names: readonly string[];
  readonly cgroups: Cgroups;
}

async function bringUp(ground: Ground, { options, built, names, cgroups }: Plan): Promise<Cluster> {
  const { fabric = "host-gateway", families = "ipv4", proxyMode = "nftables" } = options;
  const { signal, say = () => {} } = options;
  const ranges = drawRanges(options.draw ?? createDraw(1), names.length);
  for (const [file, text] of makeKeys(ranges, names)) ground.write(`keys/${file}`, text);
  await layFabric(ground, planFabric(ranges, names, fabric, families), ranges.dnsService);
  if (fabric === "vxlan") await layTunnels(ground, ranges, names);
  say("networks are laid");
  const storage = startApi(ground, built.bin, ranges, families);
  const openFiles = mostOpenFiles();
  const isDual = families === "dual-stack";
  const opened = names.map((name, index) =>
    openNode(
      ground,
      {
        name,
        address: ranges.nodes[index] ?? "",
        address6: isDual ? (ranges.six.nodes[index] ?? null) : null,
        pods: [ranges.nodePods[index] ?? "", ...(isDual ? [ranges.six.nodePods[index] ?? ""] : [])],
        allPods: [ranges.pods, ...(isDual ? [ranges.six.pods] : [])],
        podMtu: podMtu(fabric),
        dnsService: ranges.dnsService,
        proxyMode,
        cgroup: `/${cgroups.name}/${name}`,
        keys: join(CLUSTER_FOLDER, "keys"),
        openFiles,
      },
      built,
    ),
  );
  const nodes = await settled(opened);
  say("containerd has the images");
  await waitForApi(ground, signal);
  say("the API server is ready");
  const controlPlane = [...storage, ...startControllers(ground, built.bin)];
  const api = openApi(ground, built.bin, ranges.control);
  const bound = (log: string) => ({ within: READY_WITHIN, signal, why: () => lastLine(ground.log(log)) });
  for (const node of nodes) for (const daemon of ["kubelet", "policies"] as const) await node.restart(daemon);
  for (const node of nodes) {
    // kube-proxy waits for its Node for no more than 30 s.
    await waitToRead(api, `/api/v1/nodes/${node.name}`, () => true, bound(`${node.name}-kubelet`));
    await node.restart("kube-proxy");
  }
  // A Pod is refused before the controller manager has made this.
  const account = "/api/v1/namespaces/default/serviceaccounts/default";
  await waitToRead(api, account, () => true, bound("kube-controller-manager"));
  await api.apply(clusterDns(ranges.dnsService));
  for (const { name } of nodes)
    await waitToRead(api, `/api/v1/nodes/${name}`, isReady, bound(`${name}-kubelet`));
  say("all nodes are ready");
  for (const { name } of nodes) await waitForDns(ground, name, ranges, signal);
  say("DNS answers on every node");
  return {
    ...api,
    nodes,
    ranges,
    programs: built.bin,
    controlPlane,
    enter: ground.enter,
    run: ground.run,
    must: ground.must,
    write: ground.write,
    log: ground.log,
    close: ground.close,
    [Symbol.asyncDispose]: ground.close,
  };
}

async function layFabric(
  ground: Ground,
  { outside, inside, settings }: FabricPlan,
  dnsService: string,
): Promise<void> {
  await ground.must(null, ["ip", "-batch", "-"], { input: outside.join("\n") });
  for (const [name, lines] of inside) {
    const written = Object.entries(settings.get(name) ?? {}).map(
      ([path, value]) => `echo ${value} > /proc/sys/net/${path}`,
    );
    await ground.must(name, ["sh", "-ec", [...written, "exec ip -batch -"].join("\n")], {
      input: lines.join("\n"),
    });
  }
  // Else they have this machine's own resolver, which no packet of theirs reaches: 45 s and more for a name that DNS does not know.
  for (const name of [...inside.keys()].filter((one) => one !== "control"))
    ground.write(`../../etc/netns/${name}/resolv.conf`, `nameserver ${dnsService}\n`);
}

async function layTunnels(ground: Ground, ranges: Ranges, names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries())
    await ground.must(name, ["bridge", "-batch", "-"], { input: tunnelEnds(ranges, index).join("\n") });
}

/** All of them, or the first failure, once none is under way any more. */
async function settled<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** `condition` Ready of a Node. */
function isReady(node: unknown): boolean {
  // The API server's own answer: core/v1, Node.
  const { status } = node as { readonly status?: { readonly conditions?: readonly Condition[] } };
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

/**
 * A CoreDNS that is ready cannot be reached before the node's kube-proxy has it, and a query that is lost in between costs a
 * resolver 5 s.
 */
async function waitForDns(
  ground: Ground,
  node: string,
  { dnsService }: Ranges,
  signal: AbortSignal | undefined,
) {
  const query = [
    "dig",
    "+short",
    "+time=1",
    "+tries=1",
    `@${dnsService}`,
    "kubernetes.default.svc.cluster.local",
  ];
  const look = async () => (/^\d/.test((await ground.run(node, query)).stdout) ? true : null);
  const why = () => lastLine(ground.log(`${node}-kube-proxy`));
  await waitFor(`DNS on ${node}`, look, { within: READY_WITHIN, every: 50, signal, why });
}

/** What a log ends with; an error may be as long as a list of all checks. */
const lastLine = (log: string) => (log.trim().split("\n").at(-1) ?? "").slice(0, LINE_SHOWN);

const LINE_SHOWN = 300;

/** Of this process, which those of the cluster inherit. proc_pid_limits(5). */
const mostOpenFiles = () =>
  Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 1024);
