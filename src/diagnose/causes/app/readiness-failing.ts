import type { Cause } from "../../cause.ts";

/** The container runs, and its readiness probe fails. */
export const readinessFailing: Cause = {
  id: "readiness-failing",
  boundary: "app",
  at: "server",
  onlyIn: "cluster",
  must: ["readiness-probe-fails"],
  may: [],
  never: [],
  proves: [{ "readiness-probe-fails": true }],
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
    "connect-closed-at-once",
    "closed-unanswered",
    "reset-unanswered",
    "answer-cut-short",
    "no-answer-in-time",
    "lookup-nxdomain",
    "lookup-no-address",
  ],
  refines: null,
  explainedBy: ["out-of-memory-killed", "lock-wait", "slow-query", "pool-exhausted", "not-listening"],
  toldApartBy: {},
  toldApartFromAllBy:
    "kubectl -n {serviceNamespace} get pods -o wide; kubectl -n {serviceNamespace} describe pod {podName}",
  summary: "{pod} runs, and its readiness probe fails: {podSays}",
  fix: [
    "Make the probe's request by hand: kubectl -n {serviceNamespace} exec {podName} -- wget -qO- http://127.0.0.1:PORT/PATH",
    "See whether path, port and timeoutSeconds of the probe fit the application: kubectl -n {serviceNamespace} describe pod {podName}",
    "See what the probe's answer waits for: a database, another service",
  ],
  prevention: [
    "Let readiness ask for what a request needs and nothing beyond, with a timeout that fits a busy hour",
  ],
  source: "Kubernetes, Liveness, Readiness, and Startup Probes",
};
