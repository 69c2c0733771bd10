import type { Cause } from "../../cause.ts";

/** The resolver tries and cannot tell: it reaches no authority that serves the zone. */
export const resolverServfail: Cause = {
  id: "resolver-servfail",
  boundary: "dns",
  at: "resolver",
  must: ["resolver-fails-this-name"],
  may: ["delegation-lame", "validation-failure-named", "first-resolver-silent", "later-resolver-silent"],
  never: ["resolvers-answer-apart", "unchecked-answer-exists"],
  proves: [
    { "lookup-servfail": true, "unchecked-answer-exists": false },
    { "lookup-unanswered": true, "resolver-fails-this-name": true },
  ],
  explains: ["lookup-servfail", "lookup-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "dnssec-bogus": "dig +cdflag @{resolver} {name}",
  },
  summary: "The resolver {resolver} has no answer for {name}: {failure}. It reaches no usable authority",
  fix: [
    "Ask the authorities yourself: dig NS of the zone, then dig +norecurse @AUTHORITY {name}",
    "Correct the delegation or restart the authority; then drop the failure that the resolver keeps: rndc flush, unbound-control flush_zone",
  ],
  prevention: [
    "Check after each change that every server of the NS set answers with authority (the AA bit).",
  ],
  source: "RFC 1035, section 4.1.1, rcode 2; RFC 9520",
};
