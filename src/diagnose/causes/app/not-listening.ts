import type { Cause } from "../../cause.ts";

/** The process runs and does not listen where it is declared to. */
export const notListening: Cause = {
  id: "not-listening",
  boundary: "app",
  at: "server",
  onlyIn: "cluster",
  must: ["pod-listens-elsewhere"],
  may: [],
  never: [],
  proves: [{ "pod-listens-elsewhere": true }],
  explains: [
    "service-has-no-address",
    "connect-refused",
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-reset",
    "deadline-missed",
    "proxy-answers-error",
    "http2-refused",
    "connect-closed-at-once",
    "lookup-nxdomain",
    "lookup-no-address",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "kubectl exec {podName} -- ss -ltn",
  summary: "{pod} runs and does not listen on port {targetPort} of its address: it has {podListens}",
  fix: [
    "Let it bind to 0.0.0.0 or [::] and to the port that its container declares: its listen address, host or PORT setting",
    "kubectl exec {podName} -- ss -ltn, or cat /proc/net/tcp",
  ],
  prevention: ["Let a readiness probe ask the very port that the Service leads to"],
  source: "bind(2); Kubernetes, Container v1, ports",
};
