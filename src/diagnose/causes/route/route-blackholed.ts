import type { Cause } from "../../cause.ts";

/** A route of this host, or of a router on the way, takes the destination and rejects or discards it: blackhole, unreachable or prohibit. */
export const routeBlackholed: Cause = {
  id: "route-blackholed",
  boundary: "route",
  at: "hop",
  must: ["route-rejects"],
  may: [],
  never: ["some-attempt-connects", "no-route-said"],
  proves: [
    { "no-route-to-address": true, "route-rejects": true },
    { "route-here-rejects": true, "lies-on-way": true, "syn-unanswered": true },
    { "route-here-rejects": true, "lies-on-way": true, "connect-unreachable": true },
    // A prohibit route answers as a filter does. RFC 1812, section 5.2.7.1.
    { "route-here-rejects": true, "lies-on-way": true, "connect-prohibited": true },
  ],
  explains: ["no-route-to-address", "syn-unanswered", "connect-unreachable", "connect-prohibited"],
  refines: "no-route",
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary: "A route rejects or discards {address} on purpose ({errno}): blackhole, unreachable or prohibit.",
  fix: [
    'ip route get {address}; ip route show table all | grep -E "^(blackhole|unreachable|prohibit)"',
    "ip route del blackhole NETWORK",
  ],
  prevention: [
    "Let whatever adds rejecting routes (a VPN, a ban list, a routing daemon) log each with its reason and its end.",
  ],
  source: "ip-route(8), TYPE; ip(7), EACCES, EHOSTUNREACH and EINVAL",
};
