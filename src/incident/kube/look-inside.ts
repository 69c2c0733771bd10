import { familyOf } from "../../base/index.ts";
import type { KubeEndpoint, KubePod } from "../../evidence/index.ts";
import { readPodNetwork } from "../../kube/index.ts";
import { openVantage, podProcess } from "../../vantage/index.ts";
import type { HopAsking } from "../hops/ask-hop.ts";
import type { Walk } from "../walk.ts";
import { lookByExec } from "./look-by-exec.ts";
import { insideOf, type PodCommands } from "./pod-commands.ts";
import { type LookTo, lookAtService } from "./service-looks.ts";

/** Pods of the Service whose inside is looked at. */
const MOST_PODS = 6;

/** The Pods that are looked into: those of the Service that run, the ones in trouble first. */
export const podsToEnter = (pods: readonly KubePod[]): readonly KubePod[] =>
  pods.filter(({ phase, deletedAt }) => phase === "Running" && deletedAt === null).slice(0, MOST_PODS);

/** What a look into a Pod is given. */
interface InsideContext {
  readonly walk: Walk;
  readonly asking: HopAsking;
  /** The family that the request goes by. */
  readonly family: 4 | 6;
  /** `null` where it runs no commands in containers for this one. */
  readonly commands: PodCommands | null;
}

/**
 * What listens in a Pod, and the request to its own loopback: where one of its processes is seen on this host from its namespace, else by
 * commands that the API runs in its container.
 */
export async function lookInside(
  pod: KubePod,
  endpoints: readonly KubeEndpoint[],
  { walk, asking, family, commands }: InsideContext,
): Promise<void> {
  const { uid } = pod.id;
  const seen = uid === null ? null : await podProcess({ uid });
  const name = `${pod.id.namespace}/${pod.id.name}`;
  const port = portOf(pod, endpoints);
  const ways = port === null ? [] : ownWays(pod, port, family);
  if (seen === null) {
    if (commands === null) return;
    const { clock, signal, recorder } = walk;
    const vantage = await insideOf(pod.id, commands);
    await readPodNetwork(vantage, pod.id, recorder.at(name), { clock, signal, how: "exec" });
    await lookByExec({ name, is: "server-pod", node: pod.node, pod: pod.id }, ways, walk, commands);
    return;
  }
  const opening = await openVantage(name, { kind: "pid", pid: seen.pid });
  if (opening.outcome !== "opened") return;
  try {
    const { clock, signal, recorder } = walk;
    await readPodNetwork(opening.vantage, pod.id, recorder.at(name), { clock, signal, how: "namespace" });
    const from = { name, asked: { kind: "pid" as const, pid: seen.pid }, is: "server-pod" as const };
    await lookAtService({ ...from, node: pod.node }, ways, walk, asking);
  } finally {
    opening.close();
  }
}

/** A Pod's own loopback, and the address by which others reach it. */
function ownWays(
  { id: pod, node: podNode, addresses }: KubePod,
  port: number,
  family: 4 | 6,
): readonly LookTo[] {
  const to = { port, pod, podNode };
  const own = addresses
    .filter((address) => familyOf(address) === family)
    .slice(0, 1)
    .map((address) => ({ ...to, to: "endpoint" as const, address }));
  return [{ ...to, to: "loopback", address: family === 6 ? "::1" : "127.0.0.1" }, ...own];
}

/** The port that the request comes to in a Pod. */
const portOf = (pod: KubePod, endpoints: readonly KubeEndpoint[]): number | null =>
  endpoints.find(({ target, address }) => target?.uid === pod.id.uid || pod.addresses.includes(address))
    ?.port ?? null;
