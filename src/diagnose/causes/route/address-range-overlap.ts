import type { Cause } from "../../cause.ts";

/** Two networks on the path use the same range of addresses, so that one of them cannot be reached. */
export const addressRangeOverlap: Cause = {
  id: "address-range-overlap",
  boundary: "route",
  at: "path",
  must: ["own-range-hides-destination"],
  may: ["next-hop-unresolved", "neighbour-here-unresolved", "prefix-differs", "nothing-of-host-answers"],
  never: [],
  proves: [
    { "own-range-hides-destination": true, "syn-unanswered": true },
    { "own-range-hides-destination": true, "connect-unreachable": true },
    { "own-range-hides-destination": true, "connect-refused": true },
  ],
  explains: ["no-route-to-address", "connect-unreachable", "syn-unanswered", "connect-refused"],
  refines: "neighbour-unresolved",
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary:
    "Two networks on the path use the range of {address}: a host on it has {network} of its own on {device}, and the packets end there.",
  fix: [
    "ip route show to match {address} on each router; ip -br address; docker network inspect NETWORK",
    "Give one network another range, or translate it where the two meet: nft add rule ip nat prerouting ip daddr OTHER_RANGE dnat prefix to RANGE",
    "Until then, a host route: ip route add {address} via {betterGateway}",
  ],
  prevention: ["Plan address ranges in one place, those of containers and VPNs included."],
  source: "RFC 1918, section 4; RFC 4632, section 5.1",
};
