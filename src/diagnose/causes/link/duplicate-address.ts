import type { Cause } from "../../cause.ts";

/** Two hosts on one link claim the same address, so that packets go now to the one and now to the other. */
export const duplicateAddress: Cause = {
  id: "duplicate-address",
  boundary: "link",
  at: "path",
  must: ["address-claimed-twice", "claimants-are-apart"],
  may: ["tries-fail-at-times", "some-attempt-connects"],
  never: [],
  proves: [{ "address-claimed-twice": true }],
  explains: [
    "syn-unanswered",
    "syn-answered-late",
    "tries-fail-at-times",
    "connect-refused",
    "connect-reset",
    "reset-unanswered",
    "no-answer-in-time",
    "answer-stalls",
    "connect-unreachable",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "Two hosts claim {claimed} on the same link ({claimants}): packets reach now the one and now the other.",
  fix: [
    "arping -D -I {device} {claimed}; arping -c 5 -I {device} {claimed} shows each hardware address that answers",
    "Find the second host: bridge fdb show | grep -i HARDWARE_ADDRESS, or the switch's address table",
    "Give one of the two hosts another address, then: ip neighbour flush to {claimed}",
  ],
  prevention: ["Assign addresses from one place, and let hosts probe before they use one (RFC 5227)."],
  source: "RFC 5227",
};
