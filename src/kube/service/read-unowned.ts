import { isIP } from "node:net";
import type { KubeEndpoint } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { listOf, mapOf } from "../api/json.ts";
import type { KubeContext } from "../context.ts";

/** Addresses that are asked for one by one. */
const MOST_SINGLE = 8;

/** Pods that show by which family of addresses the cluster's Pods are found. */
const SOME_PODS = 5;

/** A Pod that has ended has given its address back. Kubernetes, Pod Lifecycle, "Pod phase". */
const hasEnded: ReadonlySet<unknown> = new Set(["Succeeded", "Failed"]);

/**
 * Of endpoints that name nothing, the addresses that no Pod has; `null` where none is to be asked for, or the cluster's Pods may not be
 * read, which is a gap. Who else may have an address is not asked.
 */
export async function readUnowned(
  endpoints: readonly KubeEndpoint[],
  cluster: Cluster,
  { recorder }: Pick<KubeContext, "recorder">,
): Promise<readonly string[] | null> {
  const all = endpoints.filter(({ target }) => target === null).map(({ address }) => address);
  const addresses = [...new Set(all)].slice(0, MOST_SINGLE);
  if (addresses.length === 0) return null;
  const list = (query: Readonly<Record<string, string>>) =>
    cluster.list("/api/v1/pods", query, { most: SOME_PODS, page: SOME_PODS });
  const [some, ...found] = await Promise.all([
    list({}),
    ...addresses.map((address) => list({ fieldSelector: `status.podIP=${address}` })),
  ]);
  if (some === undefined || some.outcome !== "read") {
    if (some !== undefined && some.outcome !== "missing")
      recorder.gap(gapOf(some, { verb: "list", resource: "pods", namespace: null }));
    return null;
  }
  // The API finds a Pod by its first address alone; of two families that is the cluster's first.
  const families = new Set(some.items.map((pod) => isIP(String(mapOf(mapOf(pod)["status"])["podIP"] ?? ""))));
  families.delete(0);
  return addresses.filter((address, index) => {
    const pods = found[index];
    return (
      families.size === 1 &&
      families.has(isIP(address)) &&
      pods?.outcome === "read" &&
      pods.isComplete &&
      !listOf(pods.items).some((pod) => !hasEnded.has(mapOf(mapOf(pod)["status"])["phase"]))
    );
  });
}
