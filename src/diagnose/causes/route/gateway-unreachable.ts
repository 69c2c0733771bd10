import type { Cause } from "../../cause.ts";

/** The gateway of the route does not answer on its link: nothing behind it can be reached. */
export const gatewayUnreachable: Cause = {
  id: "gateway-unreachable",
  boundary: "route",
  at: "hop",
  must: ["next-hop-unresolved", "next-hop-is-gateway"],
  may: ["route-device-down", "nothing-of-host-answers"],
  never: ["some-attempt-connects", "host-answers-otherwise", "unreachable-said-by-router"],
  proves: [
    { "next-hop-unresolved": true, "next-hop-is-gateway": true, "narrower-route-chosen": false },
    { "gateway-here-unresolved": true, "lies-on-way": true, "syn-unanswered": true },
    { "gateway-here-unresolved": true, "lies-on-way": true, "connect-unreachable": true },
  ],
  explains: ["connect-unreachable", "syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The gateway {nextHop} towards {address} does not answer on its link.",
  fix: [
    "ip route get {address}; ip neighbour show {nextHop}; arping -c 3 {nextHop}",
    "ip route replace {network} via GATEWAY_THAT_LIVES",
  ],
  prevention: ["Run a first-hop redundancy protocol (VRRP) or two routes with a check of the next hop."],
  source: "RFC 1122, section 3.3.1.4 (dead gateway detection); ip-route(8)",
};
