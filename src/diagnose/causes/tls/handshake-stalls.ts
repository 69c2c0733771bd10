import type { Cause } from "../../cause.ts";

/** TCP connects and the ClientHello is acknowledged, and no answer comes, or comes late. */
export const handshakeStalls: Cause = {
  id: "handshake-stalls",
  boundary: "tls",
  at: "server",
  must: ["hello-acknowledged"],
  may: ["server-speaks-tls"],
  never: ["small-hello-answered", "plain-http-answered"],
  proves: [
    {
      "handshake-unanswered": true,
      "hello-acknowledged": true,
      "small-hello-answered": false,
      "refusable-hello-answered": false,
    },
  ],
  explains: ["handshake-unanswered", "handshake-stops-midway", "handshake-late"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "mtu-black-hole":
      "a ClientHello that the server refuses: its alert is small and passes where its certificates do not",
    "packet-loss": "ss -tin dst {address}: retrans",
  },
  summary:
    "{hostPort} accepts the connection and acknowledges the ClientHello, and answers the handshake not at all or late.",
  fix: [
    "Look at the process that ends TLS there: top, strace -fp PID, its log and its worker count",
    "ss -ltn 'sport = :{port}' there: a Recv-Q that does not fall is a process that does not accept",
    "Behind a TCP load balancer, see whether it has a backend: it accepts by itself",
  ],
  prevention: [
    "Let health checks make a whole handshake, not a bare connect",
    "Give the server a handshake timeout and alert on it",
  ],
  source: "RFC 8446, section 2; tcp(7)",
};
