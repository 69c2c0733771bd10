import type { Cause } from "../../cause.ts";

/** A kernel has no route to the destination: this host's own, which says so before anything is sent, or a router's, which says so by ICMP. */
export const noRoute: Cause = {
  id: "no-route",
  boundary: "route",
  at: "hop",
  must: ["no-route-said"],
  may: [],
  never: ["route-rejects", "lacks-usable-address", "every-interface-down", "some-attempt-connects"],
  proves: [
    { "no-route-to-address": true, "no-route-said": true, "lacks-usable-address": false },
    { "connect-unreachable": true, "no-route-said": true },
    {
      "lookup-unanswered": true,
      "resolver-without-route": true,
      "lacks-usable-address": false,
      "every-interface-down": false,
    },
    { "no-route-here": true, "lies-on-way": true, "syn-unanswered": true },
    { "no-route-here": true, "lies-on-way": true, "connect-unreachable": true },
  ],
  explains: ["no-route-to-address", "connect-unreachable", "lookup-unanswered", "resolver-without-route"],
  refines: null,
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary: "There is no route to {address}: the kernel says that the network is unreachable (ENETUNREACH).",
  fix: [
    "At the host that the verdict names: ip route get {address}; ip rule; ip route show table all",
    "ip route add NETWORK via GATEWAY",
    "On a router with a routing daemon: vtysh -c 'show ip route {address}', and why its neighbour does not announce it",
  ],
  prevention: [
    "Watch that each host keeps its default route, and roll out routes with the addresses that need them.",
  ],
  source: "RFC 1812, section 5.2.7.1; ip-route(8)",
};
