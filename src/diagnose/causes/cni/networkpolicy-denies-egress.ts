import type { Cause } from "../../cause.ts";

/** A NetworkPolicy on the client's side keeps the flow back, or its question to DNS. */
export const networkpolicyDeniesEgress: Cause = {
  id: "networkpolicy-denies-egress",
  boundary: "cni",
  at: "path",
  onlyIn: "cluster",
  must: [],
  may: ["policy-not-as-observed"],
  // What was not read cannot be named as the reason.
  never: ["policy-may-deny"],
  proves: [{ "policy-denies-egress": true }, { "policy-denies-dns": true }],
  explains: [
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-refused",
    "deadline-missed",
    "proxy-answers-error",
    "http2-refused",
    "lookup-unanswered",
    "lookup-slow",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy:
    "kubectl -n {guardedNamespace} describe networkpolicy; the same connection from the node of the Pod",
  summary:
    "{policiesDo} let {guardedPod} out to {policyPeer} at {policyPort}, which {denyingOf} needs: {policyWhy}",
  fix: [
    "{changePolicies}",
    "For names, allow UDP and TCP 53 to the cluster's DNS: to namespaceSelector kubernetes.io/metadata.name: kube-system, podSelector k8s-app: kube-dns",
    "A policy names the port of the Pod behind a Service, not the Service's",
  ],
  prevention: ["Let each policy that isolates egress allow DNS first"],
  source:
    "Kubernetes, Network Policies; networking.k8s.io/v1, policy.networking.k8s.io, projectcalico.org/v3, cilium.io/v2",
};
