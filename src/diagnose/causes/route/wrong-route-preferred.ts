import type { Cause } from "../../cause.ts";

/** A more specific route or a policy rule sends the packets the wrong way, while another route of this host serves. */
export const wrongRoutePreferred: Cause = {
  id: "wrong-route-preferred",
  boundary: "route",
  at: "hop",
  must: ["wrong-route-here"],
  may: [
    "other-route-serves",
    "narrower-route-chosen",
    "next-hop-unresolved",
    "next-hop-is-gateway",
    "nothing-of-host-answers",
    "gateway-here-unresolved",
    "neighbour-here-unresolved",
    "no-route-here",
    "points-back-here",
  ],
  never: [],
  proves: [
    { "other-route-serves": true },
    { "wrong-route-here": true, "syn-unanswered": true },
    { "wrong-route-here": true, "connect-unreachable": true },
  ],
  explains: ["no-route-to-address", "connect-unreachable", "syn-unanswered"],
  refines: "gateway-unreachable",
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary:
    "The route that is preferred for {address} ({network} via {nextHop}) leads the wrong way: via {betterGateway} it would arrive.",
  fix: [
    "At the host that the verdict names: ip route get {address}; ip route show to match {address}; ip rule",
    "ip route del {network} via {nextHop} (or give it a higher metric than the route via {betterGateway})",
    "Where a rule of ip rule chooses the table: ip rule del pref N",
  ],
  prevention: ["Review what a VPN or container network adds to the route table, and keep metrics explicit."],
  source: "RFC 1812, section 5.2.4.3; ip-rule(8)",
};
