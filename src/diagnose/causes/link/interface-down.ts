import type { Cause } from "../../cause.ts";

/** The interface that the route uses is down or has no carrier. Taking it down takes its routes away too, so that the kernel may say that it has none. */
export const interfaceDown: Cause = {
  id: "interface-down",
  boundary: "link",
  at: "hop",
  must: ["route-device-down"],
  may: [
    "every-interface-down",
    "no-route-said",
    "next-hop-unresolved",
    "lacks-usable-address",
    "device-here-down",
    "no-route-here",
    "answers-lack-route",
  ],
  never: ["some-attempt-connects"],
  proves: [
    { "no-route-to-address": true, "every-interface-down": true },
    { "connect-unreachable": true, "route-device-down": true },
    { "syn-unanswered": true, "route-device-down": true },
    { "lookup-unanswered": true, "every-interface-down": true },
    { "device-here-down": true, "syn-unanswered": true },
    { "device-here-down": true, "connect-unreachable": true },
  ],
  explains: [
    "no-route-to-address",
    "no-local-port",
    "connect-unreachable",
    "syn-unanswered",
    "lookup-unanswered",
    "resolver-without-route",
  ],
  refines: "neighbour-unresolved",
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary: "The interface towards {address} is down or has no carrier ({devices}{device}).",
  fix: [
    "ip -br link (at the host that the verdict names)",
    "ip link set {device} up, and see that its routes come back: ip route show dev {device}",
    "Check cable, switch port or the other end of the virtual link: ethtool {device} | grep Link",
  ],
  prevention: ["Bond two links, and alert on the operational state of every interface that carries a route."],
  source: "kernel doc operstates; ip-link(8)",
};
