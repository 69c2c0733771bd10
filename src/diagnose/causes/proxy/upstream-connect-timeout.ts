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
    "upstream-refused":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-timeout":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-resets":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-tls-failure":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "no-healthy-upstream":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "keepalive-race":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "timeout-budget-inverted":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-address-stale":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "connection-limit-reached":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "header-too-large":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "source-address-not-allowed":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "proxy-environment-misdirects":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
  },
  summary: "the proxy at {hostPort} cannot reach its upstream: nothing answers its connection",
  fix: [
    "On the proxy, connect to the upstream: nc -vz -w 3 UPSTREAM PORT",
    "See whether the address is the right one, the host is up, and no filter between the two drops the port",
  ],
  prevention: [
    "Use a connect timeout of a few seconds and health checks: a dead backend then costs one retry, not the request",
  ],
  source: "RFC 9110, section 15.6.5; RFC 9209, section 2.3 (connection_timeout)",
};
