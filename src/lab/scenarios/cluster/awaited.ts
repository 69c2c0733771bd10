import type { ClusterScenario } from "../../cluster-scenario.ts";

/** Scenarios in a cluster whose verdict is not yet what it should be. This list may only shrink. */
export const awaitedInClusters: Readonly<
  Record<string, () => Promise<{ readonly scenario: ClusterScenario }>>
> = {
  // From outside, which vantage is a node can only be told by the addresses of nodes.
  "pod-route-missing.unread-nodes": () => import("./pod-route-missing.unread-nodes.ts"),
  "networkpolicy-denies-ingress.controller": () => import("./networkpolicy-denies-ingress.controller.ts"),
};
