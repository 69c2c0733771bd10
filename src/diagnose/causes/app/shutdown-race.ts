import type { Cause } from "../../cause.ts";

/** A server that is told to end stops taking requests before the proxy stops sending them. */
export const shutdownRace: Cause = {
  id: "shutdown-race",
  boundary: "app",
  at: "server",
  must: ["upstream-ends-meanwhile", "upstream-gone-for-a-while"],
  may: [
    "upstream-refuses",
    "upstream-breaks-off",
    "upstream-serves-new-connections",
    "other-path-serves",
    "same-request-passes",
    "failures-in-one-stretch",
    "failures-of-one-backend",
    "backends-change",
  ],
  never: ["upstream-answers-late", "upstream-tls-fails"],
  proves: [{ "upstream-ends-meanwhile": true, "upstream-gone-for-a-while": true }],
  explains: ["proxy-answers-error", "http2-refused", "answer-cut-short"],
  inCluster: {
    onlyIn: "cluster",
    must: ["pods-end-meanwhile"],
    proves: [
      { "pods-end-meanwhile": true },
      { "upstream-ends-meanwhile": true, "upstream-gone-for-a-while": true },
    ],
    explains: [
      "connect-refused",
      "syn-unanswered",
      "connect-unreachable",
      "connect-prohibited",
      "connect-reset",
      "tries-fail-at-times",
      "deadline-missed",
      "proxy-answers-error",
      "http2-refused",
      "connect-closed-at-once",
      "closed-unanswered",
      "reset-unanswered",
      "answer-cut-short",
      "no-answer-in-time",
    ],
  },
  refines: "upstream-refused",
  explainedBy: [],
  toldApartBy: {},
  summary:
    "requests fail while a server behind {hostPort} is told to end: {endedUpstream} closes before requests are no longer sent to it ({endedBy})",
  fix: [
    "Let the server be withdrawn first: set it to drain at the proxy, or fail its readiness, and wait before it is told to end (Kubernetes: preStop sleep 10)",
    "On SIGTERM, let the application go on accepting for some seconds, then finish what it has begun, then exit",
    "Let the proxy try another server where the connection is refused",
  ],
  prevention: [
    "Roll out under load in a test, and count the failures",
    "Give the end of a process more time than its withdrawal takes: terminationGracePeriodSeconds, TimeoutStopSec",
  ],
  source: "Kubernetes, Pod lifecycle, termination of Pods; signal(7)",
};
