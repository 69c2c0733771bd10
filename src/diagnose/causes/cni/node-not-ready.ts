import type { Cause } from "../../cause.ts";

/** A node, or its network plugin, is not ready, and the Pods on it do not serve. */
export const nodeNotReady: Cause = {
  id: "node-not-ready",
  boundary: "cni",
  at: "server",
  onlyIn: "cluster",
  must: ["pods-node-not-ready"],
  may: [],
  never: [],
  proves: [{ "pods-node-not-ready": true }],
  explains: [
    "service-has-no-address",
    "connect-refused",
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-reset",
    "deadline-missed",
    "proxy-answers-error",
    // A controller has its proxy say so where nothing serves.
    "rule-answers-error",
    "http2-refused",
    "connect-closed-at-once",
    "closed-unanswered",
    "reset-unanswered",
    "answer-cut-short",
    "no-answer-in-time",
    "lookup-nxdomain",
    "lookup-no-address",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "kubectl get nodes; kubectl describe node {podNode}",
  summary: "{pod} does not serve, since its node or the node's network is not ready: {podSays}",
  fix: [
    "kubectl describe node {podNode}: its conditions and events",
    "On it: systemctl status kubelet containerd; journalctl -u kubelet -n 50; ls /etc/cni/net.d",
    "kubectl -n kube-system get pods -o wide | grep {podNode}: the network plugin's agent",
  ],
  prevention: [
    "Alert on node conditions, and spread the Pods of a Service over nodes (topologySpreadConstraints)",
  ],
  source: 'Kubernetes, Node Status, "Conditions"; Network Plugins',
};
