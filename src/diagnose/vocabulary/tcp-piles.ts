import type { Proposition } from "../proposition.ts";

const standsOut = { when: true, effect: "stands-out" } as const;

/** What the processes of a host hold: sockets, ports, descriptors. */
export const tcpPilesVocabulary = {
  "local-ports-used-up": {
    says: "sockets towards this one destination hold nearly all local ports",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "On the client: ss -Htan dst {address} | wc -l; sysctl net.ipv4.ip_local_port_range",
  },
  "time-wait-piled-up": {
    says: "TIME_WAIT sockets towards one destination hold over half of the local ports, or their table overflowed",
    scope: "host",
    strength: "states",
    abnormal: { ...standsOut, boundary: "client" },
    look: "On the client: ss -Htan state time-wait | tr -s ' ' | cut -d' ' -f4 | sort | uniq -c | sort -rn | head",
  },
  "close-wait-piled-up": {
    says: "a process keeps many sockets that their peers have closed long ago (CLOSE_WAIT)",
    scope: "host",
    strength: "states",
    abnormal: { ...standsOut, boundary: "client" },
    look: "On each host: ss -Htanp state close-wait | grep -o 'users:.*' | sort | uniq -c",
  },
  "close-wait-fills-limit": {
    says: "sockets in CLOSE_WAIT fill the limit of open files of the process that connects or listens",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "On each host: ss -Htanp state close-wait | grep -o 'users:.*' | sort | uniq -c; grep 'open files' /proc/PID/limits",
  },
  "idle-without-keepalive": {
    says: "a process holds many established connections that are long idle and that no keepalive watches",
    scope: "host",
    strength: "suggests",
    abnormal: null,
    look: "On each host: ss -Htnope state established (no timer:(keepalive))",
  },
  "peer-does-not-read": {
    says: "the process that serves this port has left received octets unread for long",
    scope: "flow",
    strength: "suggests",
    abnormal: null,
    look: "On the server: ss -tnp 'sport = :{port}' (Recv-Q that stays)",
  },
  "connects-pile-up": {
    says: "many connections of this host wait at once for an answer to their SYN",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "On the client: ss -Htan state syn-sent | wc -l; nstat -asz TcpActiveOpens TcpAttemptFails",
  },
  "connects-renewed-at-once": {
    says: "many connections of this host to the target's port wait for an answer to their SYN, and new ones have taken the places of those that waited before",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "On each client, twice: ss -Htano state syn-sent dst {address} (retransmissions); nstat -asz TcpActiveOpens",
  },
  "retries-crowd-target": {
    says: "connections of this host to the target's port are tried again and again, more wait for an answer than are established, and some are made",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "On each client, twice: ss -Htan dst {address} | cut -d' ' -f1 | sort | uniq -c",
  },
  "same-pause-between-tries": {
    says: "by its own log, a client of {database} tries again after the same pause each time, {retryRate} times a second",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "In the application's log: grep -ciE 'retry|reconnect', and whether the pauses grow",
  },
  "connects-keep-coming": {
    says: "this host makes many new connections to {database} each second, and keeps few of them",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "On each client, twice: ss -Htan state time-wait dst {address} | wc -l; nstat -asz TcpActiveOpens",
  },
  "listener-takes-some": {
    says: "more connections came into the listener's full queue than it had room for: the application takes some",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the server, twice: ss -Htni state established state close-wait 'sport = :{port}' (no process: it waits); nstat -asz TcpPassiveOpens",
  },
  "established-sockets-unanswered": {
    says: "established connections with the same peer send and get no acknowledgement",
    scope: "host",
    strength: "suggests",
    abnormal: { ...standsOut, boundary: "client" },
    look: "On the client: ss -tno state established dst {address}",
  },
  "gone-peers-fill-limit": {
    says: "established connections whose peers acknowledge nothing fill the limit of open files of the process that listens",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "On each host: ss -Htanop state established 'sport = :{port}' (timer:(on), retransmissions); grep 'open files' /proc/PID/limits",
  },
  "local-port-lacking": {
    says: "a new connection of this host finds no free local port",
    scope: "host",
    strength: "states",
    abnormal: { ...standsOut, boundary: "client" },
    look: "On each host: ss -Htan | tr -s ' ' | cut -d' ' -f5 | sort | uniq -c | sort -rn | head; sysctl net.ipv4.ip_local_port_range",
  },
  "descriptors-used-up": {
    says: "the process that connects or listens is at its limit of open files",
    scope: "host",
    strength: "states",
    abnormal: null,
    look: "On each host: grep 'open files' /proc/PID/limits; ls /proc/PID/fd | wc -l",
  },
} as const satisfies Record<string, Proposition>;
