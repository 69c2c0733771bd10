import type { Cause } from "../../cause.ts";

/** No configured resolver answers anything, over UDP or TCP. */
export const resolverUnreachable: Cause = {
  id: "resolver-unreachable",
  boundary: "dns",
  at: "resolver",
  must: ["every-resolver-silent"],
  may: ["resolver-without-route", "resolver-query-denied-here", "lookup-slow"],
  never: [
    "resolver-fails-this-name",
    "small-answer-passes",
    "tcp-answers-where-udp-is-silent",
    "large-answers-lost",
    "resolver-loses-queries",
    "resolver-answers-from-elsewhere",
  ],
  proves: [
    {
      "lookup-unanswered": true,
      "every-resolver-silent": true,
      "resolver-answers-from-elsewhere": false,
    },
  ],
  explains: ["lookup-unanswered", "lookup-slow"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "udp-blocked-tcp-works": "dig +tcp @{resolver} {name}",
  },
  summary: "No configured resolver answers: {resolvers}",
  fix: [
    "See whether the way there is open: ip route get {resolver:address}; dig @{resolver} . NS +tcp",
    "Correct {resolverList}, or restart the resolver at {resolver}",
  ],
  prevention: ["Configure two resolvers on different hosts, and watch each of them with a query of its own."],
  source: "resolv.conf(5); RFC 1034, section 5.3.1",
};
