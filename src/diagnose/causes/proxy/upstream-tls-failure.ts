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
  toldApartBy: {},
  summary: "the proxy at {hostPort} answers {status}: TLS between it and {itsUpstream} fails{tlsReason}",
  fix: [
    "On the proxy: openssl s_client -connect {upstream} -servername NAME, with the trust store that the proxy uses",
    "Compare the name that the proxy checks with the names of the upstream's certificate",
    "See whether the upstream's port speaks TLS at all",
  ],
  prevention: [
    "Renew certificates of internal hops by the same automation as the public ones, and watch their dates",
  ],
  source: "RFC 9209, section 2.3 (tls_certificate_error, tls_protocol_error, tls_alert_received)",
};
