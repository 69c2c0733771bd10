import type { Cause } from "../../cause.ts";

/** A node does not know the way to the Pods of another. */
export const podRouteMissing: Cause = {
  id: "pod-route-missing",
  boundary: "cni",
  at: "path",
  onlyIn: "cluster",
  must: ["pod-route-lacks"],
  may: [],
  never: [],
  proves: [{ "pod-route-lacks": true }],
  explains: [
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-refused",
    "deadline-missed",
    "proxy-answers-error",
    "http2-refused",
    "no-route-to-address",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "on each node: ip route; sysctl net.ipv4.ip_forward; nft list ruleset",
  summary: "node {lackingNode} {routeWhy} for {podRange}, the Pods of node {podNode}",
  fix: [
    "ip route add {podRange} via ADDRESS_OF_NODE: the address of {podNode}, on {lackingNode}",
    "See why nothing wrote it: the network plugin's Pod on that node, the cloud's route controller (NetworkUnavailable)",
  ],
  prevention: ["Test Pod to Pod between each pair of nodes when one joins"],
  source: 'Kubernetes, Cluster Networking, "The Kubernetes network model"',
};
