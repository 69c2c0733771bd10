import type { Cause } from "../../cause.ts";

/**
 * Established sockets whose peer is gone without a word: with no keepalive they stay until the kernel gives up sending.
 *
 * What shows is that the process which holds them has no descriptor left for others: the dead peers say why.
 */
export const halfOpenConnections: Cause = {
  id: "half-open-connections",
  boundary: "client",
  at: "end",
  must: ["gone-peers-fill-limit"],
  may: [
    "idle-without-keepalive",
    "descriptors-used-up",
    "listener-queue-waits",
    "listener-queue-full",
    "listen-queue-overflowed",
  ],
  never: ["peer-answers-ping"],
  proves: [{ "descriptors-used-up": true, "gone-peers-fill-limit": true }],
  explains: [
    "established-sockets-unanswered",
    "no-descriptor",
    "syn-unanswered",
    "syn-answered-late",
    "no-answer-in-time",
    "closed-unanswered",
    "reset-unanswered",
    "connect-closed-at-once",
    "connect-reset",
    "handshake-unanswered",
    "handshake-closed",
    "handshake-reset",
    "deadline-missed",
  ],
  refines: "file-descriptors-exhausted",
  explainedBy: [],
  toldApartBy: {},
  summary:
    "{gone} established connections of {process} send and get no acknowledgement: their peers have gone, no keepalive found out, and they hold its files ({used} of {limit}).",
  fix: [
    "ss -Htnop state established | grep 'timer:(on' (who they are); ss -K dst PEER (as root) ends them",
    "sysctl -w net.ipv4.tcp_keepalive_time=300 net.ipv4.tcp_keepalive_intvl=30 net.ipv4.tcp_keepalive_probes=5",
  ],
  prevention: [
    "Set SO_KEEPALIVE or TCP_USER_TIMEOUT, or an application heartbeat, on every long-lived connection.",
  ],
  source: "RFC 9293, section 3.8.4; tcp(7), TCP_USER_TIMEOUT",
};
