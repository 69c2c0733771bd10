import type { Cause } from "../../cause.ts";

/** The caller's deadline is below what a healthy request takes here. */
export const deadlineTooShort: Cause = {
  id: "deadline-too-short",
  boundary: "client",
  at: "client",
  must: ["deadline-missed", "passes-without-deadline", "round-trips-fit-deadline", "every-step-quick"],
  may: [],
  never: ["answer-takes-long"],
  proves: [
    {
      "deadline-missed": true,
      "passes-without-deadline": true,
      "every-step-quick": true,
      "round-trips-fit-deadline": true,
    },
  ],
  explains: ["deadline-missed"],
  refines: null,
  explainedBy: [
    "app-slow",
    "latency-high",
    "packet-loss",
    "resolver-unreachable",
    "intermittent-loss",
    "search-path-amplification",
    "first-resolver-dead",
    "ipv6-path-broken",
    "lock-wait",
    "slow-query",
    "throughput-limited",
  ],
  toldApartBy: {
    "app-slow": "the same request without the deadline",
    "latency-high": "ping -c 10 {address}",
    "timeout-budget-inverted": "the timeouts of proxy and application",
  },
  summary:
    "the caller's deadline of {deadline} s is shorter than the {needs} s that a healthy request takes here",
  fix: [
    "Give the request a deadline above its usual time, with room for the slowest percent",
    "Or make it ask for less, so that it fits",
  ],
  prevention: ["Choose deadlines from measured percentiles, and look at them again when the path changes"],
  source: "curl(1), --max-time; RFC 9110, section 15.5.9",
};
