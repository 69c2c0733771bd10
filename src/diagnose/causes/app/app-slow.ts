import type { Cause } from "../../cause.ts";

/** The time goes in the application, not in the network before it. */
export const appSlow: Cause = {
  id: "app-slow",
  boundary: "app",
  at: "server",
  must: ["answer-takes-long"],
  may: [
    "request-acknowledged",
    "peer-answers-ping",
    "same-request-passes",
    "other-path-serves",
    "slower-than-any-link",
    "sender-pauses",
    "application-throttled",
    "application-stopped",
  ],
  never: ["data-unacknowledged", "large-vanishes", "round-trip-explains-wait"],
  proves: [],
  explains: ["first-byte-late", "no-answer-in-time", "deadline-missed", "answer-stalls", "body-comes-slowly"],
  refines: null,
  explainedBy: ["lock-wait", "slow-query", "pool-exhausted", "database-too-many-connections"],
  toldApartBy: {
    "not-tls": "openssl s_client -connect {address}:{port}",
    "upstream-connect-timeout": "the same request sent from the proxy to its upstream",
    "upstream-timeout": "the same request sent past the proxy",
    "deadline-too-short": "the same request without the deadline",
    "timeout-budget-inverted": "the timeouts of proxy and application",
  },
  summary:
    "the application behind {hostPort} takes {seconds} s for {what}; the network before it does not{heldBack}",
  fix: [
    "Measure where the time goes in the application: its log, a trace, a profile",
    "Look at what it waits for: locks, slow queries, a full pool, another service",
    "See whether its host lacks CPU or memory: top, cgroup cpu.stat (nr_throttled: raise the quota, cpu.max)",
  ],
  prevention: [
    "Watch the time to first octet by route, not only the errors",
    "Give each call that the application makes a deadline of its own",
  ],
  source: "RFC 9110, section 15.6.5; curl(1), time_starttransfer",
};
