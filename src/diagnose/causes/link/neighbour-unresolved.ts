import type { Cause } from "../../cause.ts";

/** The address is on this host's own link and nothing there answers for it. The kernel asks three times, a second apart, and then says EHOSTUNREACH. */
export const neighbourUnresolved: Cause = {
  id: "neighbour-unresolved",
  boundary: "link",
  at: "hop",
  must: ["next-hop-unresolved"],
  may: ["route-device-down", "nothing-of-host-answers", "narrower-route-chosen"],
  never: [
    "next-hop-is-gateway",
    "some-attempt-connects",
    "host-answers-otherwise",
    "unreachable-said-by-router",
  ],
  proves: [
    { "next-hop-unresolved": true, "next-hop-is-gateway": false, "narrower-route-chosen": false },
    { "neighbour-here-unresolved": true, "lies-on-way": true, "syn-unanswered": true },
    { "neighbour-here-unresolved": true, "lies-on-way": true, "connect-unreachable": true },
  ],
  explains: ["connect-unreachable", "syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "subnet-mask-mismatch": "ip -br address on both hosts",
    "wrong-route-preferred": "ip route show to match {address}",
  },
  summary:
    "Nothing on the link answers ARP or neighbour discovery for {address}: the host is off, elsewhere, or has another address.",
  fix: [
    "ip neighbour show {address}; arping -I {device} -c 3 {address}",
    "See that the host is up and has this address: ip -br address (there)",
    "Compare VLAN and prefix length of both ends",
  ],
  prevention: [
    "Watch hosts of the same link by ARP as well as by service, and document who holds which address.",
  ],
  source: "RFC 826; RFC 4861, section 7.2.2; arp(7)",
};
