import type { KubeNode, KubePod } from "../../evidence/index.ts";

/** A node, as far as the walk goes by it. */
export type NodeInView = Pick<KubeNode, "name" | "addresses" | "podRanges">;

/** The nodes as the API lists them; where those may not be read, the ones that Pods in view say they run on. */
export function nodesInView(
  nodes: readonly NodeInView[],
  pods: readonly Pick<KubePod, "node" | "nodeAddresses">[],
): readonly NodeInView[] {
  if (nodes.length > 0) return nodes;
  const named = pods.filter(({ node, nodeAddresses = [] }) => node !== null && nodeAddresses.length > 0);
  return [...Map.groupBy(named, ({ node }) => node ?? "")].map(([name, own]) => ({
    name,
    addresses: [...new Set(own.flatMap(({ nodeAddresses = [] }) => nodeAddresses))],
    podRanges: [],
  }));
}
