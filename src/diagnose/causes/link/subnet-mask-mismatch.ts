import type { Cause } from "../../cause.ts";

/** A prefix length that is wrong at one end lets a remote host look local, or a local one remote: one of the two directions has no way. */
export const subnetMaskMismatch: Cause = {
  id: "subnet-mask-mismatch",
  boundary: "link",
  at: "path",
  must: ["prefix-differs", "nothing-of-host-answers"],
  may: ["next-hop-unresolved"],
  never: ["some-attempt-connects"],
  proves: [
    { "prefix-differs": true, "connect-unreachable": true },
    { "prefix-differs": true, "syn-unanswered": true },
  ],
  explains: ["connect-unreachable", "syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "The two ends have different prefix lengths for the network of {address}: one takes the other for a neighbour that it is not.",
  fix: [
    "ip -br address on both hosts, and compare the prefix lengths",
    "ip address replace ADDRESS/PREFIX dev DEVICE",
  ],
  prevention: ["Hand out prefix lengths by DHCP or router advertisement, never by hand."],
  source: "RFC 950; RFC 4632, section 5.1",
};
