import type { KubePod } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { podOf } from "../objects/pod.ts";

/** Pods that are looked through: of each node one is enough, and agents of the network run on all. */
const MOST = 1_000;

/**
 * Which nodes Pods anywhere say that they run on, with those nodes' addresses: for an account that may read Pods and no nodes. Nothing where
 * Pods may not be read either: the gap is that of the nodes.
 */
export async function readHosts(
  cluster: Cluster,
): Promise<readonly Pick<KubePod, "node" | "nodeAddresses">[]> {
  const read = await cluster.list("/api/v1/pods", { fieldSelector: "status.phase=Running" }, { most: MOST });
  if (read.outcome !== "read") return [];
  return read.items.flatMap((item) => {
    const pod = podOf(item, false)?.pod;
    return pod === undefined ? [] : [{ node: pod.node, nodeAddresses: pod.nodeAddresses ?? [] }];
  });
}
