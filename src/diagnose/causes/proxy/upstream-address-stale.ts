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
  toldApartBy: {},
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
