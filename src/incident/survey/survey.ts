import { join } from "node:path";
import type { Clock } from "../../base/index.ts";
import {
  kubeContextsOf,
  type Sketch,
  type SketchedListener,
  type SketchedProxy,
} from "../../config/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { type Listening, listenersOf, ownersOf } from "./listeners.ts";
import { logsNamed } from "./logs.ts";
import { processesOf, type RunningProcess } from "./processes.ts";
import { fromFolder, proxiesAmong, type RunningProxy } from "./proxies.ts";

/** What a survey is given. */
export interface SurveyContext {
  readonly vantage: Vantage;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The caller's: KUBECONFIG and HOME. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The name of the vantage that is this host. */
const HERE = "client";

/** Namespaces that are looked into. */
const MOST_NAMESPACES = 32;

/** Looks at what runs and listens on this host. Reads files and sends nothing. */
export async function surveyHost(context: SurveyContext): Promise<Omit<Sketch, "schema" | "target">> {
  const { vantage, signal } = context;
  const processes = await processesOf(vantage);
  signal.throwIfAborted();
  const own = (await vantage.link?.("/proc/self/ns/net")) ?? null;
  const named = await namesOf(vantage);
  const names = namespacesOf(processes, own, named);
  const others = [...names.values()];
  const proxies = proxiesAmong(processes);
  const placed = proxies.map((proxy) => ({ proxy, at: placeOf(proxy.process, own, names) }));
  const pids: readonly (readonly [string, number | "self"])[] = [
    [HERE, "self"],
    ...others.map(({ name, pid }) => [name, pid] as const),
  ];
  const listeners = (
    await Promise.all(pids.map(async ([at, pid]) => ownedAt({ at, pid, processes }, vantage)))
  ).flat();
  signal.throwIfAborted();
  return {
    vantages: [{ name: HERE, netns: null }, ...others.map(({ name, netns }) => ({ name, netns }))],
    emptyNamespaces: [...named].flatMap(([netns, name]) => (netns === own || names.has(netns) ? [] : [name])),
    proxies: await Promise.all(placed.map(({ proxy, at }) => describe(proxy, at, { listeners, context }))),
    listeners: listeners.filter(({ at }) => at === HERE || placed.some((one) => one.at === at)),
    kubernetes: await kubernetesOf(context),
  };
}

/** A network namespace other than this process's own, and a process in it. */
interface Namespace {
  readonly name: string;
  readonly netns: string | number;
  readonly pid: number;
}

/** The other namespaces in which processes run, by identity: those with a name (`ip netns`), and those where a proxy runs. */
function namespacesOf(
  processes: readonly RunningProcess[],
  own: string | null,
  named: ReadonlyMap<string, string>,
): ReadonlyMap<string, Namespace> {
  const isProxy = new Set(proxiesAmong(processes).map(({ process }) => process.pid));
  const found = new Map<string, Namespace>();
  for (const { pid, netns, name } of processes) {
    if (netns === null || netns === own || found.has(netns) || found.size >= MOST_NAMESPACES) continue;
    const known = named.get(netns);
    if (known !== undefined) found.set(netns, { name: known, netns: known, pid });
    else if (isProxy.has(pid)) found.set(netns, { name: `${name}-${pid}`, netns: pid, pid });
  }
  return found;
}

/** Names of namespaces by identity (`net:[4026532201]`), as `ip netns` gives them. ip-netns(8). */
async function namesOf(vantage: Vantage): Promise<ReadonlyMap<string, string>> {
  const names = ((await vantage.list("/run/netns")) ?? []).filter((name) => /^\w[\w.-]{0,62}$/.test(name));

  const identities = await Promise.all(
    names.slice(0, MOST_NAMESPACES).map(async (name) => {
      // nsfs gives each namespace an inode, the number in net:[…]. namespaces(7).
      const told = await vantage.run(["stat", "-L", "-c", "%i", `/run/netns/${name}`], { timeout: 2_000 });
      const inode = told.outcome === "ran" ? told.stdout.trim() : "";
      return [`net:[${inode}]`, name] as const;
    }),
  );
  return new Map(identities.filter(([identity]) => identity !== "net:[]"));
}

const placeOf = (
  { netns }: RunningProcess,
  own: string | null,
  names: ReadonlyMap<string, Namespace>,
): string => (netns === null || netns === own ? HERE : (names.get(netns)?.name ?? HERE));

async function ownedAt(
  {
    at,
    pid,
    processes,
  }: { readonly at: string; readonly pid: number | "self"; readonly processes: readonly RunningProcess[] },
  vantage: Vantage,
): Promise<readonly SketchedListener[]> {
  const listening = await listenersOf(vantage, pid);
  const inodes = new Set(listening.map(({ inode }) => inode));
  const owners = await ownersOf(
    vantage,
    processes.map((one) => one.pid),
    inodes,
  );
  const byPort = new Map(listening.toReversed().map((one) => [`${one.port} ${owners.get(one.inode)}`, one]));
  const told = (one: Listening): SketchedListener => {
    const owner = owners.get(one.inode) ?? null;
    const program = processes.find((process) => process.pid === owner)?.name ?? null;
    return { at, program, pid: owner, address: one.address, port: one.port };
  };
  return [...byPort.values()].toSorted((a, b) => a.port - b.port).map(told);
}

async function describe(
  { software, process, config }: RunningProxy,
  at: string,
  {
    listeners,
    context,
  }: { readonly listeners: readonly SketchedListener[]; readonly context: SurveyContext },
): Promise<SketchedProxy> {
  const { vantage } = context;
  const { pid } = process;
  const folder = (await vantage.link?.(`/proc/${pid}/cwd`)) ?? null;
  const file = config === null ? null : fromFolder(config, folder);
  const isThere = file !== null && (await vantage.stat?.(file)) != null;
  const nothing = { at, software, pid, config: null, errorLog: null, accessLog: null };
  if (!isThere) return nothing;
  const port = listeners.find((one) => one.pid === pid && one.at === at)?.port ?? 80;
  const logs = await logsNamed(software, file, { port, look: context });
  const there = async (log: string | null) =>
    log !== null && (await vantage.stat?.(log))?.isRegular === true ? log : null;
  return {
    ...nothing,
    config: file,
    errorLog: await there(logs.errorLog),
    accessLog: await there(logs.accessLog),
  };
}

/** The kubeconfig that kubectl would use: the first file of KUBECONFIG, else the one of the home folder. */
async function kubernetesOf({ env, vantage }: SurveyContext): Promise<Sketch["kubernetes"]> {
  const [first = ""] = (env["KUBECONFIG"] ?? "").split(":").filter((path) => path !== "");
  const home = env["HOME"] ?? "";
  const kubeconfig = first !== "" ? first : home === "" ? "" : join(home, ".kube/config");
  if (kubeconfig === "") return null;
  const read = await vantage.read(kubeconfig);
  const contexts = read.outcome === "read" ? await kubeContextsOf(read.text) : null;
  return contexts === null ? null : { kubeconfig, context: contexts.current, contexts: contexts.names };
}
