import type { Cause } from "../../cause.ts";

/** Loss or delay comes back at a fixed period: something fills a link, a disk or a CPU in step. */
export const periodicSaturation: Cause = {
  id: "periodic-saturation",
  boundary: "path",
  at: "path",
  must: ["delay-recurs-in-step"],
  may: ["tries-fail-at-times", "other-port-fails-at-times"],
  never: [],
  proves: [{ "delay-recurs-in-step": true }, { "delay-recurs-in-step": true, "queue-fills-in-step": true }],
  explains: [
    "delay-recurs-in-step",
    "syn-unanswered",
    "syn-answered-late",
    "tries-fail-at-times",
    "first-byte-late",
    "stands-still-by-loss",
    "loses-a-share",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "packet-loss": "faultline check {target} --during 10m: a period in the times of the failures",
  },
  summary:
    "Loss or delay towards {address} recurs every {period} s (p50 {median} ms, p99 {slowest} ms): something fills the link in step{moves}.",
  fix: [
    "sar -n DEV 1 600 on each hop, and compare its peaks with the times of the failures",
    "Give the job that runs then a rate limit, or its own link or class: tc qdisc",
  ],
  prevention: ["Spread batch jobs and backups by a random delay, and bound their rate."],
  source: "RFC 3393 (delay variation); sar(1)",
};
