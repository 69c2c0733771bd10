import type { Cause } from "../../cause.ts";

/** No local port is free for this destination: each connection takes one, and TIME_WAIT keeps it for a minute more. */
export const ephemeralPortsExhausted: Cause = {
  id: "ephemeral-ports-exhausted",
  boundary: "client",
  at: "end",
  must: ["local-port-lacking"],
  may: ["no-local-port", "local-ports-used-up"],
  never: [],
  proves: [
    { "no-local-port": true, "lacks-usable-address": false },
    { "no-local-port": true, "local-ports-used-up": true },
  ],
  explains: ["no-local-port", "local-port-lacking", "proxy-answers-error"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "This host has no free local port for {portsTo}: connect(2) fails with EADDRNOTAVAIL before anything is sent.",
  fix: [
    "Reuse connections: find who opens so many with ss -Htanp dst {portsTo} | grep -o 'users:.*' | sort | uniq -c",
    'sysctl -w net.ipv4.ip_local_port_range="1024 65535"',
    "sysctl -w net.ipv4.tcp_tw_reuse=1",
  ],
  prevention: [
    "Pool connections to one destination and alert when TIME_WAIT towards it passes half of the port range.",
  ],
  source: "ip(7), ip_local_port_range; RFC 9293, section 3.6.1 (TIME-WAIT)",
};
