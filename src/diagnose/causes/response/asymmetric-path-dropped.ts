import type { Cause } from "../../cause.ts";

/** The answers take another way than the requests, and a stateful device or rp_filter on it drops them. */
export const asymmetricPathDropped: Cause = {
  id: "asymmetric-path-dropped",
  boundary: "response",
  at: "path",
  must: ["reverse-path-dropped"],
  may: ["answers-leave-another-way", "own-host-drops-answers", "nothing-of-host-answers"],
  never: ["some-attempt-connects", "own-host-holds-packets"],
  proves: [{ "syn-unanswered": true, "reverse-path-dropped": true }],
  explains: ["syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "Answers from {address} come in over another interface than the route to it, and the reverse path filter (rp_filter) drops them.",
  fix: [
    'nstat -asz TcpExtIPReversePathFilter; ip route get {address}; sysctl -a | grep "\\.rp_filter"',
    "Make both directions use one way, or: sysctl -w net.ipv4.conf.all.rp_filter=2 (loose)",
  ],
  prevention: ["Give hosts with two interfaces policy routing by source address."],
  source: "RFC 3704, section 2; kernel doc ip-sysctl, rp_filter",
};
