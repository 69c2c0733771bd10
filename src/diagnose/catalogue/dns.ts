import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `dns`. */
export const dnsRows: readonly CatalogueRow[] = [
  {
    id: "name-does-not-exist",
    boundary: "dns",
    meaning: "The authority answers NXDOMAIN for the name as it was asked.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "no-address-record",
    boundary: "dns",
    meaning: "The name exists and has no address of a family that this host can use (NODATA).",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "resolver-unreachable",
    boundary: "dns",
    meaning: "Not one of the configured resolvers answers. No fault for a name that /etc/hosts answers.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "first-resolver-dead",
    boundary: "dns",
    meaning:
      "The first nameserver is silent, so each look-up waits for its timeout before the next one serves.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "resolver-refuses",
    boundary: "dns",
    meaning: "The resolver answers REFUSED: an access list, or no recursion for this client.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "resolver-servfail",
    boundary: "dns",
    meaning: "The resolver answers SERVFAIL, for it reaches no authority that serves the zone.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "dnssec-bogus",
    boundary: "dns",
    meaning: "The answer fails DNSSEC validation: SERVFAIL with checking, an answer without.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "search-path-amplification",
    boundary: "dns",
    meaning: "ndots and the search list turn one look-up into many, and their negative answers are slow.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "udp-blocked-tcp-works",
    boundary: "dns",
    meaning: "DNS is lost over UDP and answered over TCP.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "large-answer-lost",
    boundary: "dns",
    meaning:
      "Answers above a size vanish: lost fragments, too large an EDNS size, or truncation while TCP port 53 is blocked.",
    explainedBy: ["mtu-black-hole"],
    explainedByAny: null,
  },
  {
    id: "resolvers-disagree",
    boundary: "dns",
    meaning:
      "The configured resolvers answer the same question differently, and some of the answers do not serve.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "intermittent-loss",
    boundary: "dns",
    meaning: "A share of the queries to one resolver is lost.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "stale-answer",
    boundary: "dns",
    meaning:
      "All configured resolvers agree on an address where the service no longer is; the authority has moved on.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "wrong-address",
    boundary: "dns",
    meaning:
      "The answer leads to a host that is not the service: another certificate, another banner. A refusal alone does not show it.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "one-address-dead",
    boundary: "dns",
    meaning:
      "The answer holds several addresses of a family, and some of them do not serve, for whatever reason.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "negative-answer-cached",
    boundary: "dns",
    meaning: "A resolver still gives a cached NXDOMAIN or NODATA for what its authority has added since.",
    explainedBy: [],
    explainedByAny: null,
  },
];
