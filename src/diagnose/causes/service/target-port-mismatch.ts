import type { Cause } from "../../cause.ts";

/** The Service leads to a port that its Pods do not declare. */
export const targetPortMismatch: Cause = {
  id: "target-port-mismatch",
  boundary: "service",
  at: "server",
  onlyIn: "cluster",
  must: ["target-port-not-declared"],
  may: [],
  never: [],
  proves: [{ "target-port-not-declared": true }],
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
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "kubectl -n {serviceNamespace} get service {serviceName} -o yaml",
  summary:
    "the Service {service} leads to the port {targetPort}, and its Pods have {podPorts}: what arrives there is refused",
  fix: [
    'Correct it: kubectl -n {serviceNamespace} patch service {serviceName} --type=json -p \'[{"op":"replace","path":"/spec/ports/0/targetPort","value":PORT}]\'',
    "See where the Pods listen: kubectl exec {podName} -- ss -ltn",
  ],
  prevention: ["Name the container's port and let targetPort be the name"],
  source: 'Kubernetes, Service, "Port definitions"',
};
