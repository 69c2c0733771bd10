import type { Cause } from "../../cause.ts";

/** The header fields of request or response exceed a buffer. */
export const headerTooLarge: Cause = {
  id: "header-too-large",
  boundary: "proxy",
  at: "path",
  must: ["proxy-head-limit-met"],
  may: ["small-head-passes"],
  never: [],
  proves: [{ "request-head-refused": true }, { "proxy-head-limit-met": true }],
  explains: ["request-head-refused", "proxy-answers-error", "request-unreadable"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "not-tls": "openssl s_client -connect {address}:{port}",
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
    "upstream-address-stale":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "connection-limit-reached":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "source-address-not-allowed":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "proxy-environment-misdirects":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
  },
  summary:
    "line or header fields of the request to {hostPort} are larger than a buffer on the way takes ({status})",
  fix: [
    "Make the request smaller: cookies and tokens first",
    "Raise the buffer at the proxy that refuses: nginx `large_client_header_buffers`, for answers `proxy_buffer_size`; haproxy `tune.bufsize`",
  ],
  prevention: [
    "Keep sessions on the server's side: a cookie grows until it meets the smallest buffer on the way",
  ],
  source: "RFC 6585, section 5; RFC 9110, section 15.5.15; nginx, large_client_header_buffers",
};
