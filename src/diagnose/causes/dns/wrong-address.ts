import type { Cause } from "../../cause.ts";

/** The answer leads to a host that is not the service that was meant. A refusal alone does not prove it. */
export const wrongAddress: Cause = {
  id: "wrong-address",
  boundary: "dns",
  at: "resolver",
  must: ["search-suffix-answers-instead", "absolute-address-serves", "name-was-looked-up"],
  may: [
    "certificate-is-strangers",
    "answer-differs-from-authority",
    "authority-address-serves",
    "resolver-invents-addresses",
    "answer-is-invented",
    "resolver-says-forged",
    "answer-is-by-policy",
    "answer-is-nobodys",
    "answer-leads-home",
    "network-login-demanded",
  ],
  never: ["answered-address-serves"],
  proves: [
    { "search-suffix-answers-instead": true, "absolute-address-serves": true },
    // What a resolver has from a cache was once the authority's word; what it makes itself never was.
    { "certificate-name-differs": true, "authority-address-serves": true, "answer-ages": false },
    // A policy may lead to where the service is inside; where that of the authority serves and the request fails, it does not.
    { "answer-is-by-policy": true, "answer-differs-from-authority": true, "authority-address-serves": true },
    // The same address for every name says nothing of this one; what is there then shows that it is not the service. A host
    // that answers there under the right name may be meant: a resolver that leads every name to one entrance.
    { "answer-is-invented": true, "authority-address-serves": true },
    { "answer-is-invented": true, "certificate-name-differs": true },
    { "answer-is-invented": true, "network-login-demanded": true },
    { "answer-is-invented": true, "connect-refused": true },
    { "answer-is-invented": true, "syn-unanswered": true },
    // No service that others reach was ever at the asking host's own loopback: a list of blocked names says so.
    { "answer-leads-home": true, "answer-differs-from-authority": true, "authority-address-serves": true },
    { "resolver-says-forged": true },
    { "answer-is-nobodys": true },
  ],
  explains: [
    "search-suffix-answers-instead",
    "answer-differs-from-authority",
    "resolver-invents-addresses",
    "answer-is-nobodys",
  ],
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
    "Where the resolver makes answers up: sign in to the network's portal, or ask another resolver: dig @OTHER {host}",
    "Where it blocks the name: take {host} off its list (RPZ, Pi-hole, local-zone, address=)",
  ],
  prevention: [
    "Keep wildcard records out of zones that are searched, and use absolute names in configuration.",
  ],
  source:
    "resolv.conf(5), search; RFC 4592; RFC 6761, section 6.4; RFC 8914, section 4; RFC 6890; RFC 6585, section 6",
};
