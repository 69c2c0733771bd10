import type { Cause } from "../../cause.ts";

/** The proxy has no backend left that it would send the request to. */
export const noHealthyUpstream: Cause = {
  id: "no-healthy-upstream",
  boundary: "proxy",
  at: "path",
  must: ["upstream-none-healthy"],
  may: ["other-path-serves", "same-request-passes"],
  never: [
    "upstream-refuses",
    "upstream-answers-late",
    "upstream-unreachable",
    "upstream-breaks-off",
    "upstream-tls-fails",
  ],
  proves: [{ "upstream-none-healthy": true }],
  explains: ["proxy-answers-error", "http2-refused"],
  refines: null,
  explainedBy: [
    "keepalive-race",
    "upstream-refused",
    "upstream-timeout",
    "upstream-connect-timeout",
    "upstream-tls-failure",
    "port-not-listening",
    "firewall-drops",
    "not-listening",
    "crash-looping",
    "out-of-memory-killed",
    "readiness-failing",
    "selector-matches-nothing",
    "host-unreachable",
  ],
  toldApartBy: {
    "upstream-refused":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-timeout":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-connect-timeout":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-resets":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-tls-failure":
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
  summary: "the proxy at {hostPort} answers {status}: it has no backend that it considers healthy",
  fix: [
    "List the backends and why each is down: haproxy `show servers state`, Envoy `/clusters`, the ingress' endpoints",
    "Make the health check's request by hand from the proxy",
    "See whether the health check asks for the right port, path and name",
  ],
  prevention: [
    "Alert on the number of healthy backends, before it is zero",
    "Check the health of what a request needs, and nothing beyond it",
  ],
  source: "RFC 9110, section 15.6.4; RFC 9209, section 2.3 (destination_unavailable)",
};
