import type { Cause } from "../../cause.ts";

/** The configured resolvers answer the same question differently, and part of the answers does not serve. */
export const resolversDisagree: Cause = {
  id: "resolvers-disagree",
  boundary: "dns",
  at: "resolver",
  must: ["resolvers-answer-apart", "name-was-looked-up"],
  may: ["answer-differs-from-authority", "first-resolver-silent", "later-resolver-silent"],
  never: [],
  proves: [{ "resolvers-answer-apart": true }],
  explains: [
    "resolvers-answer-apart",
    "lookup-nxdomain",
    "lookup-no-address",
    "lookup-no-record",
    "lookup-servfail",
    "lookup-refused",
    "lookup-slow",
  ],
  explainsAt: ["link", "route", "path", "tcp", "tls", "proxy", "app", "response"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The configured resolvers disagree: {difference}",
  fix: [
    "Ask each of them: dig @{worseResolver} {name}; dig @{betterResolver} {name}",
    "Take the one that cannot know the name out of /etc/resolv.conf, or let it forward the zone; flush it if it only is behind",
  ],
  prevention: [
    "List only resolvers with the same view of the names: a second nameserver is a spare, not a second opinion.",
  ],
  source: "resolv.conf(5); RFC 1034, section 5.3.1",
};
