import type { Cause } from "../../cause.ts";

/** The answers take another way than the requests, and a stateful device or rp_filter on it drops them. */
export const asymmetricPathDropped: Cause = {
  id: "asymmetric-path-dropped",
  boundary: "response",
  at: "path",
  must: ["answers-leave-another-way"],
  may: [
    "reverse-path-dropped",
    "source-rejected-here",
    "sees-one-direction",
    "invalid-packets-counted",
    "own-host-drops-answers",
    "nothing-of-host-answers",
    "syn-arrives-at-server",
  ],
  never: ["own-host-holds-packets", "target-is-own-host", "peer-answers-ping"],
  proves: [
    { "syn-unanswered": true, "reverse-path-dropped": true },
    { "source-rejected-here": true, "syn-unanswered": true },
    { "source-rejected-here": true, "connect-unreachable": true },
    { "sees-one-direction": true, "invalid-packets-counted": true, "syn-unanswered": true },
    { "sees-one-direction": true, "invalid-packets-counted": true, "no-answer-in-time": true },
    { "sees-one-direction": true, "invalid-packets-counted": true, "handshake-unanswered": true },
  ],
  explains: [
    "syn-unanswered",
    "connect-unreachable",
    "no-answer-in-time",
    "handshake-unanswered",
    "handshake-stops-midway",
    "answer-stalls",
    "syn-ack-unacknowledged",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "The two directions between this host and {address} take different ways, and a stateful filter or the reverse path filter (rp_filter) of {router} drops one of them.",
  fix: [
    'At {router}: nstat -asz TcpExtIPReversePathFilter; ip route get {address}; sysctl -a | grep "\\.rp_filter"; conntrack -S (invalid)',
    "Make both directions use one way: ip route replace {clientNetwork} via GATEWAY_OF_THE_REQUESTS (on the host whose answers leave elsewhere)",
    "Or: sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.{device}.rp_filter=2 (loose); share the state of firewalls: conntrackd",
  ],
  prevention: ["Give hosts with two interfaces policy routing by source address."],
  source: "RFC 3704, section 2; kernel doc ip-sysctl, rp_filter",
};
