import type { Cause } from "../../cause.ts";

/** The proxy still uses an address that its upstream's name does not have any more. */
export const upstreamAddressStale: Cause = {
  id: "upstream-address-stale",
  boundary: "proxy",
  at: "path",
  must: ["upstream-address-outdated"],
  may: ["other-path-serves", "same-request-passes"],
  never: [],
  proves: [{ "upstream-address-outdated": true }],
  explains: ["proxy-answers-error", "application-answers-error", "http2-refused"],
  refines: null,
  explainedBy: [],
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
    "no-healthy-upstream":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "keepalive-race":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "timeout-budget-inverted":
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
  summary: "the proxy at {hostPort} still connects to an address that DNS has since changed",
  fix: [
    "Reload the proxy: it resolves the names of its upstreams again",
    "nginx: set a resolver and put the upstream into a variable, or use `resolve` in the upstream block",
  ],
  prevention: [
    "Let the proxy resolve its upstreams again within their TTL",
    "Keep old addresses alive for longer than the longest cache of them",
  ],
  source: "nginx, ngx_http_upstream_module (resolve); RFC 1035, section 3.2.1 (TTL)",
};
