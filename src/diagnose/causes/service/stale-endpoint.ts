import type { Cause } from "../../cause.ts";

/** Connections are led to a Pod that is gone. */
export const staleEndpoint: Cause = {
  id: "stale-endpoint",
  boundary: "service",
  at: "server",
  onlyIn: "cluster",
  must: ["endpoint-outlives-pod"],
  may: [],
  never: [],
  proves: [{ "endpoint-outlives-pod": true }],
  explains: [
    "connect-refused",
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-reset",
    "deadline-missed",
    "proxy-answers-error",
    "http2-refused",
    "connect-closed-at-once",
    "closed-unanswered",
    "reset-unanswered",
    "answer-cut-short",
    "no-answer-in-time",
  ],
  refines: null,
  explainedBy: ["out-of-memory-killed", "crash-looping", "service-not-programmed"],
  toldApartBy: {},
  toldApartFromAllBy:
    "kubectl -n {serviceNamespace} get endpointslices -l kubernetes.io/service-name={serviceName} -o wide",
  summary:
    "connections to {service} are led to {stale} for longer than an update takes to spread: {staleWhy}",
  fix: [
    "See what the node holds against what it should: kubectl -n {serviceNamespace} get endpointslices -l kubernetes.io/service-name={serviceName} -o wide",
    "Restart what programs the node: kubectl -n kube-system delete pod -l k8s-app=kube-proxy --field-selector spec.nodeName=NODE",
    "Where an endpoint itself stays: see whether kube-controller-manager runs, and who wrote it (managedFields)",
  ],
  prevention: [
    "Alert on the age of kube-proxy's last sync: kubeproxy_sync_proxy_rules_last_timestamp_seconds",
  ],
  source: "KEP-752 EndpointSlice; KEP-1669 ProxyTerminatingEndpoints; kube-proxy(8)",
};
