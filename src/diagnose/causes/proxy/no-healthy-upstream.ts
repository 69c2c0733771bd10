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
  toldApartBy: {},
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
