import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `cni`. */
export const cniRows: readonly CatalogueRow[] = [
  {
    id: "networkpolicy-denies-ingress",
    boundary: "cni",
    meaning: "A NetworkPolicy on the server's side drops the flow.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "networkpolicy-denies-egress",
    boundary: "cni",
    meaning: "A NetworkPolicy on the client's side drops the flow, DNS included.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "masquerade-missing",
    boundary: "cni",
    meaning: "Pod traffic leaves the node with the Pod's own address, and no answer finds its way back.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "pod-route-missing",
    boundary: "cni",
    meaning: "A node has no route to the Pod range of another node.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "overlay-mtu-too-large",
    boundary: "cni",
    meaning: "The MTU of the Pod's interface leaves no room for the encapsulation.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "forwarding-disabled",
    boundary: "cni",
    meaning: "The node does not forward (ip_forward, FORWARD policy).",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "node-not-ready",
    boundary: "cni",
    meaning: "The node's network, or its CNI plugin, is not ready.",
    explainedBy: [],
    explainedByAny: null,
  },
];
