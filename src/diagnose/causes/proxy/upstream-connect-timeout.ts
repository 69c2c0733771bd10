import type { Cause } from "../../cause.ts";

/** The proxy's connection to its upstream is not answered at all. */
export const upstreamConnectTimeout: Cause = {
  id: "upstream-connect-timeout",
  boundary: "proxy",
  at: "path",
  must: ["upstream-unreachable"],
  may: ["other-path-serves", "same-request-passes"],
  never: [
    "upstream-refuses",
    "upstream-answers-late",
    "upstream-breaks-off",
    "upstream-tls-fails",
    "upstream-none-healthy",
  ],
  proves: [{ "upstream-unreachable": true }],
  explains: [
    "proxy-answers-error",
    "http2-refused",
    "first-byte-late",
    "no-answer-in-time",
    "tunnel-not-opened",
  ],
  refines: null,
  explainedBy: [
    "upstream-address-stale",
    "firewall-drops",
    "host-unreachable",
    "return-route-missing",
    "accept-queue-overflow",
    "networkpolicy-denies-egress",
    "neighbour-unresolved",
  ],
  toldApartBy: {
    "not-tls": "openssl s_client -connect {address}:{port}",
  },
  summary: "the proxy at {hostPort} cannot reach {itsUpstream}: nothing answers its connection",
  fix: [
    "On the proxy, connect to the upstream: {lookAtUpstream}",
    "See whether the address is the right one, the host is up, and no filter between the two drops the port",
  ],
  prevention: [
    "Use a connect timeout of a few seconds and health checks: a dead backend then costs one retry, not the request",
  ],
  source: "RFC 9110, section 15.6.5; RFC 9209, section 2.3 (connection_timeout)",
};
