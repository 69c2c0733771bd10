import type { Cause } from "../../cause.ts";

/** A transfer is slow by window, rate limit or loss, and not by the latency of the answer. */
export const throughputLimited: Cause = {
  id: "throughput-limited",
  boundary: "path",
  at: "path",
  must: ["rate-is-capped"],
  may: ["stall-has-losses"],
  never: [],
  proves: [{ "rate-is-capped": true }],
  explains: ["deadline-missed"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The transfer from {address} keeps to a rate that a window or a shaper sets.",
  fix: [
    "ss -ti dst {address}: delivery_rate, rwnd_limited, sndbuf_limited, cwnd",
    "sysctl net.ipv4.tcp_rmem net.ipv4.tcp_wmem: the window must hold rate times round trip",
    "tc -s qdisc show on each hop",
  ],
  prevention: ["Size buffers for the bandwidth-delay product of the longest path that matters."],
  source: "RFC 7323, section 1.1; RFC 6349",
};
