import type { KubeNodes } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { beginLook, type KubeContext } from "../context.ts";
import { type NodeRead, nodeOf } from "../objects/node.ts";

/** A cluster of so many nodes or fewer is read whole. */
const SMALL_CLUSTER = 50;

/** Nodes of a larger cluster that are asked for one by one. */
const MOST_SINGLE = 20;

/** Nodes, with their uids and as evidence. */
export interface NodesFound {
  readonly all: readonly NodeRead[];
  readonly value: KubeNodes;
}

/** What the API tells of the first nodes; what else is needed is known only later. */
export type NodesListed = Awaited<ReturnType<Cluster["list"]>>;

/** Begins to read the nodes. */
export const listNodes = (cluster: Cluster): Promise<NodesListed> =>
  cluster.list("/api/v1/nodes", {}, { most: SMALL_CLUSTER });

/** Records all nodes of a small cluster, of another those that are needed; `null` where none could be read, which is a gap. */
export async function readNodes(
  { listed, needed }: { readonly listed: NodesListed; readonly needed: readonly string[] },
  cluster: Cluster,
  context: KubeContext,
): Promise<NodesFound | null> {
  const record = beginLook(context);
  if (listed.outcome !== "read")
    context.recorder.gap(gapOf(listed, { verb: "list", resource: "nodes", namespace: null }));
  const first = (listed.outcome === "read" ? listed.items : []).flatMap((item) => nodeOf(item) ?? []);
  const isComplete = listed.outcome === "read" && listed.isComplete;
  const further = isComplete
    ? []
    : needed.filter((name) => !first.some(({ node }) => node.name === name)).slice(0, MOST_SINGLE);
  const single = await Promise.all(
    further.map(async (name) => {
      const read = await cluster.get(`/api/v1/nodes/${encodeURIComponent(name)}`);
      if (read.outcome === "read") return nodeOf(read.object);
      if (read.outcome !== "missing")
        context.recorder.gap(gapOf(read, { verb: "get", resource: "nodes", namespace: null }));
      return null;
    }),
  );
  const all = [...first, ...single.filter((one) => one !== null)];
  if (all.length === 0 && !isComplete) return null;
  const kept = isComplete ? all : all.filter(({ node }) => needed.includes(node.name));
  const value = { isComplete, nodes: kept.map(({ node }) => node) };
  record("kube-nodes", value, { command: "kubectl get nodes -o wide" });
  return { all: kept, value };
}
