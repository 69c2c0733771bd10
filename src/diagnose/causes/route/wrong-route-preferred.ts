import type { Cause } from "../../cause.ts";

/** A more specific route or a policy rule sends the packets the wrong way, while another route of this host serves. */
export const wrongRoutePreferred: Cause = {
  id: "wrong-route-preferred",
  boundary: "route",
  at: "client",
  must: ["narrower-route-chosen", "other-route-serves"],
  may: ["next-hop-unresolved", "next-hop-is-gateway", "nothing-of-host-answers"],
  never: [],
  proves: [{ "other-route-serves": true }],
  explains: ["no-route-to-address", "connect-unreachable", "syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary:
    "The route that this host prefers for {address} leads the wrong way: over another of its routes the service answers.",
  fix: [
    "ip route get {address}; ip route show to match {address}; ip rule",
    "ip route del NETWORK via WRONG_GATEWAY",
  ],
  prevention: ["Review what a VPN or container network adds to the route table, and keep metrics explicit."],
  source: "RFC 1812, section 5.2.4.3; ip-rule(8)",
};
