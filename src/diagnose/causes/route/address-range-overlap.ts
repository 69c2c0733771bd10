import type { Cause } from "../../cause.ts";

/** Two networks on the path use the same range of addresses, so that one of them cannot be reached. */
export const addressRangeOverlap: Cause = {
  id: "address-range-overlap",
  boundary: "route",
  at: "path",
  must: ["same-range-twice"],
  may: ["next-hop-unresolved"],
  never: [],
  proves: [{ "same-range-twice": true }],
  explains: ["no-route-to-address", "connect-unreachable", "syn-unanswered", "connect-refused"],
  refines: null,
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary: "Two networks on the path use the range of {address}: packets go to the other one.",
  fix: [
    "ip route show to match {address} on each router; docker network inspect; ip -br address",
    "Give one network another range, or translate it where the two meet",
  ],
  prevention: ["Plan address ranges in one place, those of containers and VPNs included."],
  source: "RFC 1918, section 4; RFC 4632, section 5.1",
};
