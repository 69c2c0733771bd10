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
  toldApartBy: {
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
    "header-too-large":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "source-address-not-allowed":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    "proxy-environment-misdirects":
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
  },
  summary: "the proxy at {hostPort} answers {status}: the connection to its upstream is refused",
  fix: [
    "On the proxy, connect to the upstream's address and port: nc -vz UPSTREAM PORT",
    "On the upstream, see whether the application runs and listens there: ss -ltnp",
    "Compare the port in the proxy's configuration with the one that is listened on",
  ],
  prevention: [
    "Let the proxy check the health of its backends, so that one that refuses takes no requests",
    "Have more than one backend, and retry another one on a refused connection",
  ],
  source: "RFC 9110, section 15.6.3; RFC 9209, section 2.3.7 (connection_refused)",
};
