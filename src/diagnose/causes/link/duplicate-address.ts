import type { Cause } from "../../cause.ts";

/** Two hosts on one link claim the same address, so that packets go now to the one and now to the other. */
export const duplicateAddress: Cause = {
  id: "duplicate-address",
  boundary: "link",
  at: "path",
  must: ["address-claimed-twice", "tries-fail-at-times"],
  may: [],
  never: [],
  proves: [{ "address-claimed-twice": true }],
  explains: [
    "syn-unanswered",
    "syn-answered-late",
    "tries-fail-at-times",
    "connect-refused",
    "connect-reset",
    "reset-unanswered",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "Two hosts claim {address} on the same link: packets reach now the one and now the other.",
  fix: [
    "arping -D -I DEVICE {address} names the second hardware address",
    "Give one of the two hosts another address, then: ip neighbour flush to {address}",
  ],
  prevention: ["Assign addresses from one place, and let hosts probe before they use one (RFC 5227)."],
  source: "RFC 5227",
};
