import { type Clock, FaultlineError } from "../base/index.ts";
import { KUBE_LABEL, quote } from "../config/index.ts";
import type { Gap, KubeOverview } from "../evidence/index.ts";
import { NAME_A_CLUSTER, openCluster, readOverview, refusalOf } from "../kube/index.ts";
import { kubeJsonText, kubeText, kubeUnreadText } from "../report/index.ts";
import type { CheckArguments, CommandContext } from "./check.ts";
import { exitStatus, type Io } from "./io.ts";

/** Options of `faultline kube`, as commander gives them: those of a walk are `check`'s. */
export interface KubeOptions extends CheckArguments {
  readonly namespace?: string;
  readonly all?: boolean;
}

/**
 * `faultline kube`: an overview of a cluster's network; `faultline kube NAME`: the walk to a Service.
 * @returns 0 nothing found, 1 a fault, 3 could not be told.
 *
 * @throws FaultlineError `BAD_OPTION`, `BAD_TARGET`
 */
export async function kubeCommand(
  name: string | null,
  options: KubeOptions,
  context: CommandContext,
): Promise<number> {
  if (options.namespace !== undefined && !KUBE_LABEL.test(options.namespace))
    refuse(
      `use --namespace "${quote(options.namespace)}": it is no name of a namespace`,
      "See kubectl get namespaces",
    );
  if (name === null) return overview(options, context);
  const { namespace, all, ...rest } = options;
  const { checkCommand } = await import("./check.ts");
  return checkCommand(targetOf(name, namespace ?? null), rest, context);
}

/** `[namespace/]service[:port][/path]` as a target. Where the namespace is an option, a slash begins the path. */
export function targetOf(name: string, namespace: string | null): string {
  if (name.startsWith("kube://")) return name;
  if (namespace === null) return `kube://${name.includes("/") ? name : `default/${name}`}`;
  return `kube://${name.startsWith(`${namespace}/`) ? name : `${namespace}/${name}`}`;
}

async function overview(options: KubeOptions, { io, clock }: CommandContext): Promise<number> {
  const asked = { kubeconfig: options.kubeconfig ?? null, context: options.context ?? null };
  const opened = await openCluster(asked, { env: io.env, signal: io.signal });
  const refusal = refusalOf(opened);
  if (refusal !== null) throw refusal;
  if (opened.outcome !== "opened")
    return unread(opened.why, { gaps: [], allowBy: opened.allowBy, options, io });
  const { cluster } = opened;
  const at: { readonly startedAt: number; readonly ticks: number } = stamp(clock);
  try {
    const namespace = options.namespace ?? null;
    const read = await readOverview({ namespace }, cluster, { clock, signal: io.signal });
    if (read.outcome === "no-namespace")
      refuse(
        `look at namespace "${quote(namespace ?? "")}": there is none of that name`,
        "See kubectl get namespaces",
      );
    if (read.outcome === "unread") {
      const [gap] = read.gaps;
      const why = `its API at ${cluster.server} ${read.failure.why}`;
      return unread(why, { gaps: read.gaps, allowBy: gap?.allowBy ?? NAME_A_CLUSTER, options, io });
    }
    const { overview, gaps } = read;
    const page = { context: cluster.name, server: cluster.server, overview, gaps };
    io.out(
      options.json === true
        ? kubeJsonText(page, { startedAt: at.startedAt, took: clock.ticks() - at.ticks })
        : kubeText(page, { color: io.color, width: io.columns, all: options.all === true }),
    );
    if (overview.findings.some(({ level }) => level === "fault")) return exitStatus.fault;
    return isTold(overview) ? exitStatus.healthy : exitStatus.inconclusive;
  } finally {
    cluster.close();
  }
}

/** Whether all was read without which nobody can say that nothing is wrong. Of a namespace its own objects alone. */
const isTold = ({ namespace, counts, dns }: KubeOverview): boolean =>
  counts.pods !== null &&
  counts.services !== null &&
  (namespace !== null || (counts.nodes !== null && (dns.service === null || dns.endpoints !== null)));

const stamp = (clock: Clock) => ({ startedAt: clock.now(), ticks: clock.ticks() });

/** Nothing could be told: neither healthy nor not. */
function unread(
  why: string,
  rest: {
    readonly gaps: readonly Gap[];
    readonly allowBy: string;
    readonly options: KubeOptions;
    readonly io: Io;
  },
): number {
  const { gaps, allowBy, options, io } = rest;
  // An API's own words are among them.
  const safe = (text: string) => text.replace(/\p{Cc}/gu, " ");
  if (options.json === true) io.out(kubeUnreadText(why, gaps));
  io.err(`Cannot tell how the cluster is: ${safe(why)}\n${safe(allowBy)}\n`);
  return exitStatus.inconclusive;
}

function refuse(what: string, wanted: string): never {
  throw new FaultlineError("BAD_OPTION", `Cannot ${what}\n${wanted}`);
}
