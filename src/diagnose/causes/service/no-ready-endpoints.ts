import type { Cause } from "../../cause.ts";

/** Pods match and none is ready. */
export const noReadyEndpoints: Cause = {
  id: "no-ready-endpoints",
  boundary: "service",
  at: "server",
  onlyIn: "cluster",
  must: ["no-endpoint-usable"],
  may: [],
  never: [],
  proves: [{ "no-endpoint-usable": true }],
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
    "lookup-nxdomain",
    "lookup-no-address",
  ],
  refines: null,
  explainedBy: [
    "readiness-failing",
    "crash-looping",
    "out-of-memory-killed",
    "pod-not-running",
    "node-not-ready",
    "selector-matches-nothing",
  ],
  toldApartBy: {},
  toldApartFromAllBy:
    "kubectl -n {serviceNamespace} get endpointslices -l kubernetes.io/service-name={serviceName} -o wide",
  summary:
    "the Service {service} matches {selected} Pods, and none is ready: it has no endpoint that gets connections",
  fix: [
    "See why they are not ready: kubectl -n {serviceNamespace} describe pods; kubectl -n {serviceNamespace} get events",
    "See their readiness gates and conditions: kubectl -n {serviceNamespace} get pods -o yaml",
  ],
  prevention: [
    "Alert on the number of ready endpoints before it is zero",
    "Let a PodDisruptionBudget and a rollout's maxUnavailable keep some",
  ],
  source: 'Kubernetes, Service; EndpointSlice, "Conditions"',
};
