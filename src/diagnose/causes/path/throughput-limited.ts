import type { Cause } from "../../cause.ts";

/** A transfer is slow by window, rate limit or loss, and not by the latency of the answer. */
export const throughputLimited: Cause = {
  id: "throughput-limited",
  boundary: "path",
  at: "path",
  must: ["body-comes-slowly"],
  may: ["stall-has-losses", "rate-is-capped", "shaper-holds-back"],
  never: ["slower-than-any-link", "sender-pauses"],
  proves: [
    { "rate-is-capped": true },
    { "shaper-holds-back": true, "body-comes-slowly": true },
    { "shaper-holds-back": true, "answer-stalls": true },
    { "shaper-holds-back": true, "sending-stalls": true },
    {
      "shaper-holds-back": true,
      "deadline-missed": true,
      "passes-without-deadline": true,
      "every-step-quick": false,
    },
  ],
  explains: ["deadline-missed", "body-comes-slowly", "answer-stalls", "sending-stalls"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The transfer with {address} keeps to a rate that {limiter} sets.",
  fix: [
    "tc -s qdisc show dev {device} (at {router}): overlimits that rise are packets held back",
    "tc qdisc replace dev {device} root tbf rate HIGHER_RATE burst 256k latency 50ms, or tc qdisc del dev {device} root",
    "ss -ti dst {address}: delivery_rate, rwnd_limited, sndbuf_limited, cwnd; sysctl net.ipv4.tcp_rmem net.ipv4.tcp_wmem",
  ],
  prevention: ["Size buffers for the bandwidth-delay product of the longest path that matters."],
  source: "RFC 7323, section 1.1; RFC 6349",
};
