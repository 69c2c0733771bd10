import type { Reading } from "../signal.ts";

/** The name is not there, or has no address. */
export const nameMissing: Reading = {
  proves: "A resolver answered: this name, as it was asked, is not there or has no address for this family.",
  doesNotProve:
    "That the zone lacks it: a search list, split horizon, a negative cache or a typing error do the same.",
  boundaries: ["dns"],
  causes: ["name-does-not-exist", "no-address-record", "negative-answer-cached", "resolvers-disagree"],
  strength: "names-actor",
  next: ["dig +search NAME", "dig @RESOLVER NAME. A", "dig +trace NAME."],
};

/** NODATA. Source: RFC 2308. */
export const noAddressRecord: Reading = {
  proves: "The name exists and has no record of the type that was asked.",
  doesNotProve: "That the other family has none.",
  boundaries: ["dns"],
  causes: ["no-address-record", "negative-answer-cached"],
  strength: "names-actor",
  next: ["dig NAME A; dig NAME AAAA"],
};

/** Nothing usable came back from any resolver. */
export const resolverSilent: Reading = {
  proves: "No usable answer came: silence, or an error that the library folds into the same words.",
  doesNotProve: "That the name is wrong, nor that the resolver is dead: lost UDP looks the same.",
  boundaries: ["dns", "path"],
  causes: [
    "resolver-unreachable",
    "resolver-servfail",
    "udp-blocked-tcp-works",
    "intermittent-loss",
    "first-resolver-dead",
  ],
  strength: "timer",
  next: ["cat /etc/resolv.conf", "dig @RESOLVER NAME; dig +tcp @RESOLVER NAME", "faultline check dns://NAME"],
};

/** SERVFAIL. Source: RFC 1035, RFC 8914. */
export const servfail: Reading = {
  proves: "The resolver answered that it could not get an answer.",
  doesNotProve: "That the resolver is broken: its upstream, the zone's servers or DNSSEC may be.",
  boundaries: ["dns"],
  causes: ["resolver-servfail", "dnssec-bogus"],
  strength: "names-actor",
  next: ["dig @RESOLVER NAME (look for EDE)", "dig +cd @RESOLVER NAME", "dig +trace NAME"],
};

/** REFUSED. Source: RFC 1035. */
export const resolverRefuses: Reading = {
  proves: "The server will not answer this client or this zone.",
  doesNotProve: "That the name is missing.",
  boundaries: ["dns"],
  causes: ["resolver-refuses"],
  strength: "names-actor",
  next: ["dig @RESOLVER NAME; dig @RESOLVER . NS", "the resolver's allow list"],
};

/** DNSSEC. Source: RFC 8914, info-codes 6 to 12. */
export const dnssec: Reading = {
  proves: "The resolver rejects the answer, for its signatures do not hold.",
  doesNotProve: "That the zone is wrong: a resolver's wrong clock does the same.",
  boundaries: ["dns"],
  causes: ["dnssec-bogus", "clock-skew"],
  strength: "names-actor",
  next: ["dig +dnssec +cd NAME", "delv NAME", "date -u"],
};

/** An answer from the cache that hides a failure. Source: RFC 8767. */
export const dnsCached: Reading = {
  proves: "The resolver serves what it remembers, since it cannot get anything newer.",
  doesNotProve: "That the answer is wrong.",
  boundaries: ["dns"],
  causes: ["stale-answer", "negative-answer-cached", "resolver-servfail"],
  strength: "symptom",
  next: ["dig +trace NAME", "dig @AUTHORITY NAME +norecurse"],
};

/** A rewrite by policy. */
export const dnsPolicy: Reading = {
  proves: "An operator's policy answers in place of the zone.",
  doesNotProve: "Which list; the operator of the resolver knows.",
  boundaries: ["dns"],
  causes: ["resolver-refuses", "resolvers-disagree"],
  strength: "names-actor",
  next: ["dig @RESOLVER NAME; dig @OTHER NAME"],
};

/** The resolver's own upstream does not answer. */
export const dnsUpstream: Reading = {
  proves: "The resolver reached no server that answers for it.",
  doesNotProve: "Whether that server or the way to it fails.",
  boundaries: ["dns", "path"],
  causes: ["resolver-servfail", "resolver-unreachable", "networkpolicy-denies-egress"],
  strength: "symptom",
  next: ["from the resolver's host: dig @UPSTREAM NAME", "dig +trace NAME"],
};

/** A message the other side does not understand. */
export const dnsForm: Reading = {
  proves: "The server does not take this form of question.",
  doesNotProve: "That it lacks the name: an old server, or a device that rewrites EDNS, does it.",
  boundaries: ["dns"],
  causes: [],
  strength: "symptom",
  next: ["dig +noedns @RESOLVER NAME", "dig +nocookie @RESOLVER NAME"],
};

/** Truncation. Source: RFC 7766. */
export const dnsTruncated: Reading = {
  proves: "The answer did not fit into UDP and must be fetched over TCP.",
  doesNotProve: "A fault, as long as TCP port 53 is open.",
  boundaries: ["dns"],
  causes: ["large-answer-lost"],
  strength: "normal",
  next: ["dig +tcp @RESOLVER NAME", "dig +bufsize=1232 @RESOLVER NAME"],
};

/** One look-up made many. */
export const searchList: Reading = {
  proves: "One look-up became many, one for each entry of the search list.",
  doesNotProve: "A fault, as long as the negative answers are quick.",
  boundaries: ["dns"],
  causes: ["search-path-amplification"],
  strength: "symptom",
  next: ["cat /etc/resolv.conf (ndots, search)", "dig NAME. (with the closing dot)"],
};

/** The resolver's configuration. */
export const dnsConfig: Reading = {
  proves: "The resolver's or the host's DNS configuration is not what it should be.",
  doesNotProve: "That this request suffers by it.",
  boundaries: ["dns"],
  causes: ["resolver-servfail", "resolvers-disagree", "search-path-amplification"],
  strength: "names-actor",
  next: ["cat /etc/resolv.conf", "kubectl -n kube-system get configmap coredns -o yaml"],
};
