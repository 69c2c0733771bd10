import type { Cause } from "../../cause.ts";

/** The container ends and is started again and again, and not for memory. */
export const crashLooping: Cause = {
  id: "crash-looping",
  boundary: "app",
  at: "server",
  onlyIn: "cluster",
  must: ["container-crashes-again"],
  may: ["killed-for-memory"],
  never: [],
  proves: [{ "container-crashes-again": true }],
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
    "lookup-nxdomain",
    "lookup-no-address",
  ],
  refines: null,
  explainedBy: ["out-of-memory-killed"],
  toldApartBy: {},
  toldApartFromAllBy:
    "kubectl -n {serviceNamespace} get pods -o wide; kubectl -n {serviceNamespace} describe pod {podName}",
  summary: "{pod} ends and is started again and again: {podSays}",
  fix: [
    "What it said before its end: kubectl -n {serviceNamespace} logs {podName} --previous",
    "Its exit code and events: kubectl -n {serviceNamespace} describe pod {podName} (137 or 143: it was told to end, see its liveness probe)",
    "Go back to the release that ran: kubectl -n {serviceNamespace} rollout undo",
  ],
  prevention: ["Alert on restarts, and let a readiness probe keep requests from what has just begun"],
  source: 'Kubernetes, Pod Lifecycle, "Container restart policy"',
};
