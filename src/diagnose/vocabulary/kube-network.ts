import type { Proposition } from "../proposition.ts";

/** What the network of a cluster does with the request: its policies, and the nodes that it passes. */
export const kubeNetworkVocabulary = {
  "policy-denies-ingress": {
    says: "{policiesDo} let {policyPeer} in to {guardedPod} at {policyPort}, and it is kept back, while the Pod is reached from elsewhere",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "{seePolicies}",
  },
  "policy-denies-egress": {
    says: "{policiesDo} let {guardedPod} out to {policyPeer} at {policyPort}, and it is kept back, while others reach it",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "{seePolicies}",
  },
  "policy-denies-dns": {
    says: "{policiesDo} let {guardedPod} ask the cluster's DNS ({policyPeer}, {policyPort}), and no answer comes",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "{seePolicies}; in the Pod: dig kubernetes.default.svc.cluster.local",
  },
  "policy-may-deny": {
    says: "no answer comes from the Service {service}, and {policyDoubt}",
    scope: "flow",
    strength: "suggests",
    abnormal: null,
    look: "kubectl -n {guardedNamespace} get networkpolicies -o yaml",
  },
  "policy-not-as-observed": {
    says: "Network policies say of the flow from or to {guardedPod} that they {disagreement}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "cni", effect: "stands-out" },
    look: "{seePolicies}; whether the network plugin enforces them: its documentation, its agent's log",
  },
  "pod-address-leaves": {
    says: "a Pod's packets to {outside} leave node {leavingNode} with the Pod's own address ({podRange}), and no answer comes, while from elsewhere it is reached, or another node translates",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On the node: nft list ruleset | grep -i masquerade; tcpdump -ni any host {outside}",
  },
  "pod-route-lacks": {
    says: "node {lackingNode} {routeWhy} for {podRange}, the Pods of node {podNode}",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On the node: ip route show {podRange}",
  },
  "overlay-leaves-no-room": {
    says: "Pods of node {overlayNode} send packets of up to {podMtu} octets, and the overlay {overlayDevice} ({overlayKind}, {overhead} octets more, underlay {underlayMtu}) has room for {roomOctets}",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On the node: ip -d link show type {overlayKind}; in a Pod: ip link show eth0",
  },
  "node-does-not-forward": {
    says: "node {forwardingNode} does not forward the packets of Pods: {forwardWhy}",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On the node: sysctl net.ipv4.ip_forward; iptables -S FORWARD; nft list chain ip filter FORWARD",
  },
} as const satisfies Record<string, Proposition>;
