import type { Cause } from "../../cause.ts";

/** The answer leads to a host that is not the service that was meant. A refusal alone does not prove it. */
export const wrongAddress: Cause = {
  id: "wrong-address",
  boundary: "dns",
  at: "resolver",
  must: ["search-suffix-answers-instead", "absolute-address-serves", "name-was-looked-up"],
  may: ["certificate-is-strangers", "answer-differs-from-authority", "authority-address-serves"],
  never: ["answered-address-serves"],
  proves: [
    { "search-suffix-answers-instead": true, "absolute-address-serves": true },
    // What a resolver has from a cache was once the authority's word; what it makes itself never was.
    { "certificate-name-differs": true, "authority-address-serves": true, "answer-ages": false },
  ],
  explains: ["search-suffix-answers-instead", "answer-differs-from-authority"],
  explainsAt: ["link", "route", "path", "tcp", "tls", "proxy", "app", "response"],
  refines: "stale-answer",
  explainedBy: [],
  toldApartBy: {
    "stale-answer": "dig +norecurse @AUTHORITY {host}",
  },
  summary: "The answer for {host} leads to a host that is not the service: {answered}",
  fix: [
    "Write the name with a last dot, {host}., or take the suffix out of the search list",
    "Remove the wildcard record under the suffix: dig '*.SUFFIX'",
  ],
  prevention: [
    "Keep wildcard records out of zones that are searched, and use absolute names in configuration.",
  ],
  source: "resolv.conf(5), search; RFC 4592",
};
