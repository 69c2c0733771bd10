import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import type { KubeContext } from "../context.ts";
import { type PodRead, podOf } from "../objects/pod.ts";
import { inNamespace } from "./read-service.ts";

/** The client: a Pod by its name, or by its address. */
export type ClientAsked =
  | { readonly namespace: string; readonly name: string }
  | { readonly address: string };

/** The Pod that a request comes from; `null` where there is none, or it could not be read, which is a gap. */
export async function readClientPod(
  asked: ClientAsked,
  cluster: Cluster,
  { recorder }: Pick<KubeContext, "recorder">,
): Promise<PodRead | null> {
  if ("name" in asked) {
    const { namespace, name } = asked;
    const read = await cluster.get(`${inNamespace(namespace)}/pods/${encodeURIComponent(name)}`);
    if (read.outcome === "read") return podOf(read.object, false);
    if (read.outcome !== "missing") recorder.gap(gapOf(read, { verb: "get", resource: "pods", namespace }));
    return null;
  }
  const { address } = asked;
  const list = await cluster.list("/api/v1/pods", { fieldSelector: `status.podIP=${address}` }, { most: 20 });
  if (list.outcome !== "read") {
    recorder.gap(gapOf(list, { verb: "list", resource: "pods", namespace: null }));
    return null;
  }
  // Of Pods that have ended the address may be another's by now; those on their host's network share it.
  const found = list.items
    .flatMap((item) => podOf(item, false) ?? [])
    .filter(({ pod }) => pod.phase === "Running" && !pod.isOnHostNetwork && pod.addresses.includes(address));
  return found.length === 1 ? (found[0] ?? null) : null;
}
