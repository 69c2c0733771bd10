import type { Cause } from "../../cause.ts";

/** DNS over UDP is lost on the way to the resolver, over TCP it answers. */
export const udpBlockedTcpWorks: Cause = {
  id: "udp-blocked-tcp-works",
  boundary: "dns",
  at: "resolver",
  must: ["tcp-answers-where-udp-is-silent"],
  may: ["some-query-lost"],
  never: [
    "resolver-fails-this-name",
    "small-answer-passes",
    "every-resolver-silent",
    "resolver-loses-queries",
    "resolver-answers-from-elsewhere",
  ],
  // An answer that comes from elsewhere is not lost: the client does not take it.
  proves: [
    {
      "tcp-answers-where-udp-is-silent": true,
      "small-answer-passes": false,
      "resolver-answers-from-elsewhere": false,
    },
  ],
  explains: ["lookup-unanswered", "lookup-slow", "first-resolver-silent", "later-resolver-silent"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "resolver-unreachable": "dig +tcp @{resolver} {name}",
  },
  summary:
    "The resolver {tcpResolver} answers over TCP, and nothing comes over UDP: UDP port {tcpResolver:port} is blocked on the way",
  fix: [
    "Allow UDP port {tcpResolver:port} to {tcpResolver:address}, and the answers back: nft list ruleset on this host and on the way",
    "Until then: options use-vc in /etc/resolv.conf asks over TCP (glibc)",
  ],
  prevention: [
    "Test both transports of each resolver after every change of a filter: dig +notcp and dig +tcp.",
  ],
  source: "RFC 7766, section 5; RFC 1035, section 4.2",
};
