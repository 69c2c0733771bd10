import type { Cause } from "../../cause.ts";

/** The Service selects labels that no Pod bears. */
export const selectorMatchesNothing: Cause = {
  id: "selector-matches-nothing",
  boundary: "service",
  at: "server",
  onlyIn: "cluster",
  must: ["selector-matches-no-pod"],
  may: [],
  never: [],
  proves: [{ "selector-matches-no-pod": true }],
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
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy:
    "kubectl -n {serviceNamespace} get endpointslices -l kubernetes.io/service-name={serviceName} -o wide",
  summary: "the Service {service} selects {selector}, and no Pod bears these labels: {whyNoPods}",
  fix: [
    "{podsRemedy}",
    "Where other Pods are meant: correct the selector (kubectl -n {serviceNamespace} edit service {serviceName}), or the labels of the Pods' template",
  ],
  prevention: ["Let selector and labels come from one template, and alert on a Service without endpoints"],
  source: 'Kubernetes, Service, "Defining a Service"; EndpointSlice v1',
};
