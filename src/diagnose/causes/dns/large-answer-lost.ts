import type { Cause } from "../../cause.ts";

/** Answers above a size do not arrive: fragments are dropped, or the answer is cut and TCP, which brings the rest, is blocked. */
export const largeAnswerLost: Cause = {
  id: "large-answer-lost",
  boundary: "dns",
  at: "resolver",
  must: ["large-answers-lost"],
  may: ["small-answer-passes", "some-query-lost"],
  never: ["resolver-fails-this-name", "every-resolver-silent", "tcp-answers-where-udp-is-silent"],
  proves: [{ "large-answers-lost": true }],
  explains: ["lookup-unanswered", "lookup-slow", "lookup-misanswered"],
  refines: null,
  explainedBy: ["mtu-black-hole"],
  toldApartBy: {},
  summary:
    "Answers of {resolver} with up to {smallOctets} octets arrive, the answer of {largeOctets} octets does not",
  fix: [
    "Allow TCP port {resolver:port} and UDP fragments between this host and {resolver:address}",
    "Let the resolver send less over UDP: max-udp-size 1232 (named), max-udp-size: 1232 (unbound)",
  ],
  prevention: ["Keep EDNS buffer sizes at 1232 octets, and TCP port 53 open wherever UDP port 53 is."],
  source: "RFC 6891, section 6.2.5; RFC 7766, section 5",
};
