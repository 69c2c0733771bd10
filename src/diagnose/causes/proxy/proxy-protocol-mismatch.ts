import type { Cause } from "../../cause.ts";

/** One side speaks the PROXY protocol and the other does not. */
export const proxyProtocolMismatch: Cause = {
  id: "proxy-protocol-mismatch",
  boundary: "proxy",
  at: "path",
  must: ["proxy-header-disagrees"],
  may: [],
  never: ["small-head-passes"],
  proves: [{ "proxy-header-disagrees": true }],
  explains: [
    "closed-unanswered",
    "reset-unanswered",
    "request-unreadable",
    "answer-not-http",
    "handshake-closed",
    "handshake-reset",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "peer-resets": "the same request behind a PROXY header: printf 'PROXY TCP4 \u2026'",
    "middlebox-resets": "the same request behind a PROXY header",
    "upstream-resets": "the first octets that reach the backend: tcpdump -A",
    "body-too-large": "the same request with a small body, and behind a PROXY header",
  },
  summary:
    "the PROXY protocol is expected by one side at {hostPort} and not sent by the other, or the reverse",
  fix: [
    "Let both sides agree: nginx `listen … proxy_protocol`, haproxy `accept-proxy` and `send-proxy`, the load balancer's own setting",
    "See what reaches the server first: tcpdump -nA port {port}",
  ],
  prevention: ["Have the PROXY protocol on a port of its own, so that what comes there is known"],
  source: "proxy-protocol.txt (haproxy), sections 2 and 5",
};
