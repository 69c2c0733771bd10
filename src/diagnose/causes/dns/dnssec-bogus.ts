import type { Cause } from "../../cause.ts";

/** The answer is there, and fails its validation: SERVFAIL with checking, the answer without. */
export const dnssecBogus: Cause = {
  id: "dnssec-bogus",
  boundary: "dns",
  at: "resolver",
  must: ["lookup-servfail", "unchecked-answer-exists"],
  may: ["validation-failure-named"],
  never: ["resolvers-answer-apart"],
  proves: [{ "lookup-servfail": true, "unchecked-answer-exists": true }],
  explains: ["lookup-servfail"],
  refines: "resolver-servfail",
  explainedBy: [],
  toldApartBy: {},
  summary:
    "The answer for {name} fails DNSSEC validation at {resolver}: SERVFAIL with checking, an answer without ({extendedError})",
  fix: [
    "See which link of the chain is broken: delv @{resolver} {name} +rtrace, or dig +dnssec +cdflag @{resolver} {name}",
    "Sign the zone anew, or bring the DS at the parent in line with the zone's DNSKEY; check the resolver's clock",
  ],
  prevention: [
    "Alert on signatures that expire within days, and change keys only with both DS records published (RFC 7583).",
  ],
  source: "RFC 4035, sections 3.2.2 and 5.5",
};
