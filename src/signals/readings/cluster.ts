import type { Reading } from "../signal.ts";

/** A Service without anyone behind it. */
export const noEndpoints: Reading = {
  proves: "The Service has no endpoint that may take traffic.",
  doesNotProve: "Why: the selector matches nothing, or nothing that it matches is ready.",
  boundaries: ["service", "app"],
  causes: ["selector-matches-nothing", "no-ready-endpoints", "readiness-failing", "target-port-mismatch"],
  strength: "names-actor",
  next: [
    "kubectl get endpointslices -l kubernetes.io/service-name=SERVICE -o yaml",
    "kubectl get pods -l SELECTOR -o wide",
  ],
};

/** The objects that describe the Service are not as they should be. */
export const serviceConfig: Reading = {
  proves: "The control plane or a controller could not do what a Service, Gateway or Ingress asks.",
  doesNotProve: "That traffic fails: what was there before may still serve.",
  boundaries: ["service", "proxy"],
  causes: ["service-missing", "target-port-mismatch", "service-not-programmed", "route-not-matched"],
  strength: "names-actor",
  next: ["kubectl describe service SERVICE", "kubectl get events --sort-by=.lastTimestamp"],
};

/** The datapath lacks the Service. */
export const datapath: Reading = {
  proves: "The node's datapath had no backend, or no state, for this packet.",
  doesNotProve: "That the Service object is wrong.",
  boundaries: ["service", "cni"],
  causes: ["service-not-programmed", "stale-endpoint", "no-ready-endpoints"],
  strength: "names-actor",
  next: [
    "nft list ruleset | grep CLUSTER-IP; iptables-save | grep SERVICE",
    "kubectl -n kube-system get pods -o wide",
  ],
};

/** A policy dropped it. */
export const policyDenied: Reading = {
  proves: "A network policy dropped the flow.",
  doesNotProve: "Which side's policy, unless the direction is given.",
  boundaries: ["cni"],
  causes: ["networkpolicy-denies-ingress", "networkpolicy-denies-egress"],
  strength: "names-actor",
  next: ["kubectl get networkpolicies -A", "hubble observe --verdict DROPPED"],
};

/** The plugin for Pod networks. */
export const cniNotReady: Reading = {
  proves: "The node's network plugin is missing, not ready or failed to set up a Pod.",
  doesNotProve: "That Pods that already run are cut off.",
  boundaries: ["cni"],
  causes: ["node-not-ready", "pod-not-running"],
  strength: "names-actor",
  next: ["kubectl describe node NODE | grep -A8 Conditions", "ls /etc/cni/net.d; journalctl -u kubelet"],
};

/** A node is away. */
export const nodeTrouble: Reading = {
  proves: "A node is short of something, gone, or not ready.",
  doesNotProve: "That this request needs that node.",
  boundaries: ["cni", "app"],
  causes: ["node-not-ready", "pod-not-running", "stale-endpoint"],
  strength: "names-actor",
  next: ["kubectl get nodes -o wide", "kubectl describe node NODE"],
};

/** A route to a Pod range. */
export const podRoute: Reading = {
  proves: "The network lacks a way to a Pod's address, or a tunnel for it.",
  doesNotProve: "That the Pod fails.",
  boundaries: ["cni", "route"],
  causes: ["pod-route-missing", "stale-endpoint"],
  strength: "names-actor",
  next: ["on the node: ip route get POD-IP", "kubectl get node NODE -o jsonpath='{.spec.podCIDR}'"],
};

/** Connection tracking and NAT. */
export const conntrack: Reading = {
  proves: "Connection tracking on a node could not take in a flow or an insert clashed.",
  doesNotProve: "That the table is full: a race between two packets of a resolver also counts.",
  boundaries: ["path"],
  causes: ["conntrack-table-full", "nat-ports-exhausted", "intermittent-loss"],
  strength: "names-actor",
  next: ["conntrack -S", "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max"],
};

/** Packets above a size. */
export const overlayMtu: Reading = {
  proves: "A packet did not fit the way and could not be cut up, or its parts did not come together.",
  doesNotProve: "Which link is the narrow one.",
  boundaries: ["cni", "path"],
  causes: ["overlay-mtu-too-large", "mtu-black-hole"],
  strength: "names-actor",
  next: ["tracepath -n ADDRESS", "ip -d link show"],
};

/** The agent of the datapath itself. */
export const agentTrouble: Reading = {
  proves: "The agent or program of the node's datapath met a state of its own that it cannot use.",
  doesNotProve: "A rule or a route: an upgrade or a start gives the same for a while.",
  boundaries: ["cni"],
  causes: ["node-not-ready", "service-not-programmed"],
  strength: "symptom",
  next: ["kubectl -n kube-system logs ds/cilium | tail", "cilium-dbg status --verbose"],
};

/** A packet that the datapath does not understand. */
export const badPacket: Reading = {
  proves: "The datapath dropped a packet whose form it does not take.",
  doesNotProve: "That ordinary TCP or UDP of this request is touched.",
  boundaries: ["cni"],
  causes: [],
  strength: "symptom",
  next: ["hubble observe --verdict DROPPED -o json"],
};
