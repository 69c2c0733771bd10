import type { Cause } from "../../cause.ts";

/** The upstream takes the request and does not answer within the proxy's time. */
export const upstreamTimeout: Cause = {
  id: "upstream-timeout",
  boundary: "proxy",
  at: "path",
  must: ["upstream-answers-late"],
  may: ["other-path-serves", "same-request-passes", "peer-answers-ping"],
  never: [
    "upstream-refuses",
    "upstream-unreachable",
    "upstream-breaks-off",
    "upstream-tls-fails",
    "upstream-none-healthy",
  ],
  proves: [{ "upstream-answers-late": true }],
  explains: [
    "proxy-answers-error",
    "http2-refused",
    "no-answer-in-time",
    "deadline-missed",
    "tunnel-not-opened",
  ],
  refines: null,
  explainedBy: [
    "upstream-address-stale",
    "app-slow",
    "timeout-budget-inverted",
    "lock-wait",
    "slow-query",
    "pool-exhausted",
    "packet-loss",
    "mtu-black-hole",
  ],
  toldApartBy: {
    "not-tls": "openssl s_client -connect {address}:{port}",
  },
  summary:
    "the proxy at {hostPort} gives up after {seconds} s: {itsUpstream} takes the request and does not answer",
  fix: [
    "On the proxy, send the same request to the upstream and see how long it takes",
    "Look at what the application does in that time: its own latency, its database, what it calls",
    "Raise the proxy's timeout only if the work is meant to take so long",
  ],
  prevention: [
    "Give the application a deadline of its own that is shorter than the proxy's",
    "Watch the upstream's time to first octet at the proxy, and alert before its timeout",
  ],
  source: "RFC 9110, section 15.6.5; RFC 9209, section 2.3 (http_response_timeout)",
};
