import type { Cause } from "../../cause.ts";

/** The traffic policy is Local, and the node has no endpoint. */
export const localPolicyWithoutEndpoint: Cause = {
  id: "local-policy-without-endpoint",
  boundary: "service",
  at: "path",
  onlyIn: "cluster",
  must: ["local-policy-leaves-none"],
  may: [],
  never: [],
  proves: [{ "local-policy-leaves-none": true }],
  explains: [
    "connect-refused",
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-reset",
    "deadline-missed",
    "proxy-answers-error",
    "http2-refused",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "kubectl -n {serviceNamespace} get service {serviceName} -o yaml",
  summary:
    "{policyField} of {service} is Local, and node {lackingNode} has no endpoint of it: what comes there is not sent on (others have: {otherNodes})",
  fix: [
    'Let it leave the node: kubectl -n {serviceNamespace} patch service {serviceName} -p \'{"spec":{"internalTrafficPolicy":"Cluster"}}\' (or externalTrafficPolicy)',
    "Or let a Pod run on each node that gets requests: a DaemonSet, topologySpreadConstraints",
    "Or let the load balancer check healthCheckNodePort, so that it sends to nodes with endpoints alone",
  ],
  prevention: ["With Local, tie the number and spread of Pods to the nodes that get requests"],
  source: 'Kubernetes, Service Internal Traffic Policy; Virtual IPs and Service Proxies, "Traffic policies"',
};
