import type { Cause } from "../../cause.ts";

/** The upstream ends the connection before its response is whole. */
export const upstreamResets: Cause = {
  id: "upstream-resets",
  boundary: "proxy",
  at: "path",
  must: ["upstream-breaks-off"],
  may: [
    "other-path-serves",
    "same-request-passes",
    "failures-of-one-backend",
    "failures-in-one-stretch",
    "backends-change",
  ],
  never: [
    "upstream-refuses",
    "upstream-answers-late",
    "upstream-unreachable",
    "upstream-tls-fails",
    "upstream-none-healthy",
  ],
  proves: [{ "upstream-breaks-off": true }],
  explains: ["proxy-answers-error", "http2-refused", "answer-cut-short"],
  refines: null,
  explainedBy: ["keepalive-race", "out-of-memory-killed", "shutdown-race"],
  toldApartBy: {
    "upstream-refused":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-timeout":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "upstream-connect-timeout":
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
  summary:
    "the proxy at {hostPort} answers {status}: its upstream closes or resets the connection before the response is whole",
  fix: [
    "Look at the application's log at the time of the request: a crash, an exit, a worker that was killed",
    "On the proxy, send the same request to the upstream: curl -v UPSTREAM",
    "See whether proxy and upstream speak the same protocol: TLS or not, HTTP/1.1 or HTTP/2",
  ],
  prevention: [
    "Let the application finish its requests before it exits",
    "Let the upstream keep idle connections longer than the proxy does",
  ],
  source: "RFC 9110, section 15.6.3; RFC 9209, section 2.3 (connection_terminated, http_response_incomplete)",
};
