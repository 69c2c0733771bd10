import type { Cause } from "../../cause.ts";

/** TLS between proxy and upstream does not come about. */
export const upstreamTlsFailure: Cause = {
  id: "upstream-tls-failure",
  boundary: "proxy",
  at: "path",
  must: ["upstream-tls-fails"],
  may: ["other-path-serves", "same-request-passes"],
  never: [
    "upstream-refuses",
    "upstream-answers-late",
    "upstream-unreachable",
    "upstream-breaks-off",
    "upstream-none-healthy",
  ],
  proves: [{ "upstream-tls-fails": true }],
  explains: ["proxy-answers-error", "http2-refused"],
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
  summary: "the proxy at {hostPort} answers {status}: TLS between it and its upstream fails{tlsReason}",
  fix: [
    "On the proxy: openssl s_client -connect UPSTREAM -servername NAME, with the trust store that the proxy uses",
    "Compare the name that the proxy checks with the names of the upstream's certificate",
    "See whether the upstream's port speaks TLS at all",
  ],
  prevention: [
    "Renew certificates of internal hops by the same automation as the public ones, and watch their dates",
  ],
  source: "RFC 9209, section 2.3 (tls_certificate_error, tls_protocol_error, tls_alert_received)",
};
