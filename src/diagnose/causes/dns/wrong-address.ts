import type { Cause } from "../../cause.ts";

/** The answer leads to a host that is not the service that was meant. A refusal alone does not prove it. */
export const wrongAddress: Cause = {
  id: "wrong-address",
  boundary: "dns",
  at: "resolver",
  must: ["search-suffix-answers-instead", "absolute-address-serves", "name-was-looked-up"],
  may: ["certificate-is-strangers"],
  never: ["answered-address-serves"],
  proves: [{ "search-suffix-answers-instead": true, "absolute-address-serves": true }],
  explains: ["search-suffix-answers-instead"],
  explainsAt: ["link", "route", "path", "tcp", "tls", "proxy", "app", "response"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "stale-answer": "dig +norecurse @AUTHORITY {host}",
  },
  summary:
    "The answer for {host} leads elsewhere: the search list made {answeredName} of it, while {host} itself is {absoluteAddresses}, which serves",
  fix: [
    "Write the name with a last dot, {host}., or take the suffix out of the search list",
    "Remove the wildcard record under the suffix: dig '*.SUFFIX'",
  ],
  prevention: [
    "Keep wildcard records out of zones that are searched, and use absolute names in configuration.",
  ],
  source: "resolv.conf(5), search; RFC 4592",
};
