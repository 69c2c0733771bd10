import type { Cause } from "../../cause.ts";

/** The proxy asks its upstream for a connection, and the answer is no. */
export const upstreamRefused: Cause = {
  id: "upstream-refused",
  boundary: "proxy",
  at: "path",
  must: ["upstream-refuses"],
  may: [
    "other-path-serves",
    "same-request-passes",
    "failures-of-one-backend",
    "failures-in-one-stretch",
    "backends-change",
  ],
  never: [
    "upstream-answers-late",
    "upstream-unreachable",
    "upstream-breaks-off",
    "upstream-tls-fails",
    "upstream-none-healthy",
  ],
  proves: [{ "upstream-refuses": true }],
  explains: ["proxy-answers-error", "http2-refused", "tunnel-not-opened"],
  refines: null,
  explainedBy: [
    "upstream-address-stale",
    "port-not-listening",
    "bound-to-loopback-only",
    "not-listening",
    "crash-looping",
    "out-of-memory-killed",
    "target-port-mismatch",
    "stale-endpoint",
    "shutdown-race",
    "firewall-rejects",
  ],
  toldApartBy: {},
  summary: "the proxy at {hostPort} answers {status}: the connection to {itsUpstream} {refusal}",
  fix: [
    "On the proxy, connect to the upstream: {lookAtUpstream}",
    "See whether the application runs and listens there: {lookAtListeners}",
    "{refusalFix}",
  ],
  prevention: [
    "Let the proxy check the health of its backends, so that one that refuses takes no requests",
    "Have more than one backend, and retry another one on a refused connection",
  ],
  source: "RFC 9110, section 15.6.3; RFC 9209, section 2.3.7 (connection_refused)",
};
