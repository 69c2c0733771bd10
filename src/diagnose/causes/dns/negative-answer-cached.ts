import type { Cause } from "../../cause.ts";

/** A resolver still denies what its authority has since added: the denial is in its cache. */
export const negativeAnswerCached: Cause = {
  id: "negative-answer-cached",
  boundary: "dns",
  at: "resolver",
  must: ["authority-has-what-is-denied"],
  may: ["lookup-slow", "resolvers-answer-apart", "denial-ages"],
  never: ["authority-denies", "authority-has-no-record"],
  proves: [
    { "authority-has-what-is-denied": true, "denial-ages": true },
    { "authority-has-what-is-denied": true, "resolvers-answer-apart": false },
  ],
  explains: [
    "lookup-nxdomain",
    "lookup-no-address",
    "lookup-no-record",
    "authority-has-what-is-denied",
    "resolvers-answer-apart",
  ],
  refines: "resolvers-disagree",
  explainedBy: [],
  toldApartBy: {},
  summary: "The resolver still denies {name} from its cache; the authority has it: {authorityData}",
  fix: [
    "Flush the name in the resolver: rndc flushname {name}; unbound-control flush_negative; resolvectl flush-caches",
    "Or wait until the denial has run out: the lesser of the SOA's TTL and its last number, dig SOA of the zone",
  ],
  prevention: ["Create records before their first use, and keep the SOA's MINIMUM at minutes, not hours."],
  source: "RFC 2308, sections 3 and 5",
};
