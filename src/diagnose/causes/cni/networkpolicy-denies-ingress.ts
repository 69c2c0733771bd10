import type { Cause } from "../../cause.ts";

/** A NetworkPolicy on the server's side keeps the flow back. */
export const networkpolicyDeniesIngress: Cause = {
  id: "networkpolicy-denies-ingress",
  boundary: "cni",
  at: "path",
  onlyIn: "cluster",
  must: ["policy-denies-ingress"],
  may: ["policy-not-as-observed"],
  // What was not read cannot be named as the reason.
  never: ["policy-may-deny"],
  proves: [{ "policy-denies-ingress": true }],
  explains: [
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-refused",
    "deadline-missed",
    "proxy-answers-error",
    "http2-refused",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy:
    "kubectl -n {guardedNamespace} describe networkpolicy; the same connection from the node of the Pod",
  summary: "{policiesDo} let {policyPeer} in to {guardedPod} at {policyPort}: {policyWhy}",
  fix: [
    "{changePolicies}",
    "{seePolicies}: compare its selectors with the labels of the client's Pod and namespace",
    "A policy names the Pod's own port, not the Service's",
  ],
  prevention: ["Test the flows that are needed after each change of policy, from the Pods that need them"],
  source:
    "Kubernetes, Network Policies; networking.k8s.io/v1, policy.networking.k8s.io, projectcalico.org/v3, cilium.io/v2",
};
