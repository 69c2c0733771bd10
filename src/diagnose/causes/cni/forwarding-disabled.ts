import type { Cause } from "../../cause.ts";

/** A node does not forward the packets of its Pods. */
export const forwardingDisabled: Cause = {
  id: "forwarding-disabled",
  boundary: "cni",
  at: "path",
  onlyIn: "cluster",
  must: ["node-does-not-forward"],
  may: [],
  never: [],
  proves: [{ "node-does-not-forward": true }],
  explains: [
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "deadline-missed",
    "proxy-answers-error",
    "http2-refused",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "on each node: ip route; sysctl net.ipv4.ip_forward; nft list ruleset",
  summary: "node {forwardingNode} does not forward the packets of Pods: {forwardWhy}",
  fix: [
    "sysctl -w net.ipv4.ip_forward=1, and in /etc/sysctl.d",
    "Where the FORWARD policy drops: iptables -P FORWARD ACCEPT, or accept the range of the Pods",
  ],
  prevention: [
    "Set ip_forward where nodes are made; after a container engine or a firewall is installed there, look at the FORWARD policy again",
  ],
  source: 'Linux kernel, ip-sysctl.rst, ip_forward; Kubernetes, Container Runtimes, "Network configuration"',
};
