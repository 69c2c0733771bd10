import type { Cause } from "../../cause.ts";

/** There is no such Service, namespace or port. */
export const serviceMissing: Cause = {
  id: "service-missing",
  boundary: "service",
  at: "server",
  onlyIn: "cluster",
  must: ["service-absent"],
  may: [],
  never: [],
  proves: [{ "service-absent": true }],
  explains: [
    "service-has-no-address",
    "service-absent",
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
    "no-route-to-address",
    "lookup-nxdomain",
    "lookup-no-address",
    "lookup-unanswered",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "kubectl get services -A",
  summary: "the cluster has no Service {service} with port {askedPort}: {missing} is not there",
  fix: [
    "kubectl get services -A | grep {serviceName}: compare name, namespace and port letter by letter ({servicePorts})",
    "Correct the name, namespace or port in the client, or create the Service: kubectl -n {serviceNamespace} create service clusterip {serviceName} --tcp={askedPort}",
  ],
  prevention: ["Deploy a Service with what needs it, and check names in the pipeline: kubectl diff"],
  source: 'Kubernetes, Service, "Defining a Service"',
};
