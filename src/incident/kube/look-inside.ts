import type { KubeEndpoint, KubePod } from "../../evidence/index.ts";
import { readPodNetwork } from "../../kube/index.ts";
import { openVantage, podProcess } from "../../vantage/index.ts";
import type { HopAsking } from "../hops/ask-hop.ts";
import type { Walk } from "../walk.ts";
import { lookAtService } from "./service-looks.ts";

/** Pods of the Service whose inside is looked at. */
const MOST_PODS = 6;

/** The Pods that are looked into: those of the Service that run, the ones in trouble first. */
export const podsToEnter = (pods: readonly KubePod[]): readonly KubePod[] =>
  pods.filter(({ phase, deletedAt }) => phase === "Running" && deletedAt === null).slice(0, MOST_PODS);

/** What listens in a Pod, and the request to its own loopback, where one of its processes is seen on this host. */
export async function lookInside(
  pod: KubePod,
  endpoints: readonly KubeEndpoint[],
  { walk, asking }: { readonly walk: Walk; readonly asking: HopAsking },
): Promise<void> {
  const { uid } = pod.id;
  const seen = uid === null ? null : await podProcess({ uid });
  if (seen === null) return;
  const name = `${pod.id.namespace}/${pod.id.name}`;
  const opening = await openVantage(name, { kind: "pid", pid: seen.pid });
  if (opening.outcome !== "opened") return;
  try {
    const { clock, signal, asked, recorder } = walk;
    await readPodNetwork(opening.vantage, pod.id, recorder.at(name), { clock, signal, how: "namespace" });
    const port = portOf(pod, endpoints);
    if (port === null) return;
    const to = { port, pod: pod.id, podNode: pod.node };
    const own = pod.addresses.slice(0, 1).map((address) => ({ ...to, to: "endpoint" as const, address }));
    await lookAtService(
      { name, asked: { kind: "pid", pid: seen.pid }, is: "server-pod", node: pod.node },
      [{ ...to, to: "loopback", address: "127.0.0.1" }, ...own],
      asked,
      asking,
    );
  } finally {
    opening.close();
  }
}

/** The port that the request comes to in a Pod. */
const portOf = (pod: KubePod, endpoints: readonly KubeEndpoint[]): number | null =>
  endpoints.find(({ target, address }) => target?.uid === pod.id.uid || pod.addresses.includes(address))
    ?.port ?? null;
