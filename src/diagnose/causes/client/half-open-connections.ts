import type { Cause } from "../../cause.ts";

/** Established sockets whose peer is gone without a word: with no keepalive they stay until the kernel gives up sending. */
export const halfOpenConnections: Cause = {
  id: "half-open-connections",
  boundary: "client",
  at: "end",
  must: ["established-sockets-unanswered"],
  may: ["idle-without-keepalive"],
  never: [],
  proves: [],
  explains: ["established-sockets-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "Established connections with {address} send and get no acknowledgement: the peer has gone, and no keepalive finds out.",
  fix: [
    "ss -K dst {address} (as root) ends them; the application then connects anew",
    "sysctl -w net.ipv4.tcp_keepalive_time=300 net.ipv4.tcp_keepalive_intvl=30 net.ipv4.tcp_keepalive_probes=5",
  ],
  prevention: [
    "Set SO_KEEPALIVE or TCP_USER_TIMEOUT, or an application heartbeat, on every long-lived connection.",
  ],
  source: "RFC 9293, section 3.8.4; tcp(7), TCP_USER_TIMEOUT",
};
