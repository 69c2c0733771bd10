import type { Cluster } from "../api/cluster-read.ts";
import type { KubeContext } from "../context.ts";
import { listNodes, type NodesFound, readNodes } from "./read-nodes.ts";

/** Records the nodes of a cluster, all of a small one, where no Service says which of them are needed. */
export const readAllNodes = async (cluster: Cluster, context: KubeContext): Promise<NodesFound | null> =>
  readNodes({ listed: await listNodes(cluster), needed: [] }, cluster, context);
