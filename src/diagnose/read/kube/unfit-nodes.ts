import type { Evidence, KubeNode, KubePod } from "../../../evidence/index.ts";

/** Whether a node, or its network, is not ready, by its own conditions. */
export const isNodeUnfit = ({ ready, isNetworkUnavailable }: KubeNode): boolean =>
  ready !== "yes" || isNetworkUnavailable === true;

/** What a node says of itself. */
export const wordsOfNode = ({ name, ready, reason, message, isNetworkUnavailable }: KubeNode): string =>
  ready !== "yes"
    ? `node ${name} is not ready (${[reason, message].filter((word) => word !== null).join(": ") || ready})`
    : isNetworkUnavailable === true
      ? `node ${name} has no network (NetworkUnavailable)`
      : `node ${name}`;

/** How many nodes there are, in the scheduler's words: `0/2 nodes are available: …`. kube-scheduler, framework/types.go, FitError. */
const ALL = /^0\/(\d+) nodes are available/;

/** How many of them have a taint, and which, where it says so: `1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }`. */
const TAINTED = /(\d+) node\(s\) had (?:untolerated )?taint(?:\(s\)| \{([^}]*)\})?/g;

/** Taints that the node controller sets by a node's own conditions. Kubernetes, Taints and Tolerations, "Taint Nodes by Condition". */
const OF_CONDITION = /node\.kubernetes\.io\/(?:not-ready|unreachable|network-unavailable)/;

/**
 * The node for whose condition a Pod has none: the scheduler passes over those that have a taint, each such node has one, it names no
 * other, and Pods of the same Service were there, or it is all nodes. `null` where it is not that.
 *
 * Taints are looked at before what a Pod asks for: a node that is not ready is always counted among them.
 */
export function barringNode(
  { unscheduled, node }: KubePod,
  {
    pods,
    nodes,
  }: { readonly pods: Evidence<"kube-pods">; readonly nodes: Evidence<"kube-nodes"> | undefined },
): KubeNode | null {
  if (unscheduled === null || node !== null || nodes?.value.isComplete !== true) return null;
  const unfit = nodes.value.nodes.filter(isNodeUnfit);
  const [, all] = ALL.exec(unscheduled) ?? [];
  const tainted = [...unscheduled.matchAll(TAINTED)].map(([, count, taint]) => ({
    count: Number(count),
    isOfOther: taint !== undefined && !OF_CONDITION.test(taint),
  }));
  const counted = tainted.filter(({ isOfOther }) => !isOfOther).reduce((sum, { count }) => sum + count, 0);
  if (unfit.length === 0 || counted !== unfit.length) return null;
  const held = unfit.find(({ name }) => pods.value.pods.some((one) => one.node === name));
  return held ?? (unfit.length === Number(all) ? (unfit[0] ?? null) : null);
}
