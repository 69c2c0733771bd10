import type { Cause } from "../../cause.ts";

/** Handshakes that their peers never finish fill the SYN queue; where cookies are on they are sent for want of room. */
export const synFlood: Cause = {
  id: "syn-flood",
  boundary: "tcp",
  at: "server",
  must: ["half-made-connections-pile-up"],
  may: [
    "syn-queue-full",
    "tries-fail-at-times",
    "some-attempt-connects",
    "host-answers-otherwise",
    "listener-on-port",
  ],
  never: ["own-host-holds-packets"],
  proves: [{ "half-made-connections-pile-up": true, "syn-queue-full": true }],
  explains: ["syn-unanswered", "syn-answered-late", "tries-fail-at-times", "syn-ack-unacknowledged"],
  refines: null,
  explainedBy: ["retry-storm"],
  toldApartBy: {},
  summary: "Handshakes that are never finished ({halfMade}) fill the SYN queue of {address}:{port}.",
  fix: [
    "ss -Htan state syn-recv 'sport = :{port}' | tr -s ' ' | cut -d' ' -f4 | cut -d: -f1 | sort | uniq -c | sort -rn | head",
    "sysctl -w net.ipv4.tcp_syncookies=1 net.ipv4.tcp_max_syn_backlog=8192",
    "Limit the rate per source before the host: nft limit rate over, or the provider",
  ],
  prevention: ["Keep SYN cookies on, and alert on TcpExtTCPReqQFullDrop and TcpExtSyncookiesSent."],
  source: "RFC 4987; tcp(7), tcp_syncookies",
};
