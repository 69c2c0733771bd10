import { isIP } from "node:net";
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
  const found = ofAddress(list.items, address);
  if (found.length > 0 || isIP(address) !== 6) return found.length === 1 ? (found[0] ?? null) : null;
  // The API finds a Pod by its first address alone, and in a cluster of both families that is mostly one of IPv4.
  const keep = (item: unknown) => (ofAddress([item], address).length > 0 ? item : null);
  const all = await cluster.list(
    "/api/v1/pods",
    { fieldSelector: "status.phase=Running" },
    { most: MOST, keep },
  );
  const kept = all.outcome === "read" ? ofAddress(all.items, address) : [];
  return kept.length === 1 ? (kept[0] ?? null) : null;
}

/** Pods that are looked through for an address. */
const MOST = 20_000;

/** Of Pods that have ended the address may be another's by now; those on their host's network share it. */
const ofAddress = (items: readonly unknown[], address: string): readonly PodRead[] =>
  items
    .flatMap((item) => podOf(item, false) ?? [])
    .filter(({ pod }) => pod.phase === "Running" && !pod.isOnHostNetwork && pod.addresses.includes(address));
