import type { Cause } from "../../cause.ts";

/** The node that translates the Service's address does not have it. */
export const serviceNotProgrammed: Cause = {
  id: "service-not-programmed",
  boundary: "service",
  at: "path",
  onlyIn: "cluster",
  must: ["service-lacks-at-node"],
  may: [],
  never: [],
  proves: [{ "service-lacks-at-node": true }],
  explains: [
    "connect-refused",
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-reset",
    "deadline-missed",
    "proxy-answers-error",
    "http2-refused",
    "no-route-to-address",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy:
    "on the node: nft list table ip kube-proxy; iptables-save -t nat | grep KUBE-SVC; ipvsadm -Ln",
  summary: "node {lackingNode} {datapath}, while the Service {service} has endpoints",
  fix: [
    "See whether kube-proxy (or what stands in its place) runs there: kubectl -n kube-system get pods -o wide | grep {lackingNode}",
    "Its log: kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=50",
    "{proxyRepair}",
  ],
  prevention: [
    "Alert on kube-proxy's last sync and on nodes without it",
    "Let nothing else flush the ruleset: nft flush ruleset, iptables -F",
  ],
  source: "Kubernetes, Virtual IPs and Service Proxies",
};
