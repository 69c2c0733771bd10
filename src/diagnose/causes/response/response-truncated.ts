import type { Cause } from "../../cause.ts";

/** The connection ends before the length that was promised. */
export const responseTruncated: Cause = {
  id: "response-truncated",
  boundary: "response",
  at: "server",
  must: ["answer-cut-short"],
  may: ["same-request-passes"],
  never: [],
  proves: [{ "answer-cut-short": true }],
  explains: ["answer-cut-short"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "upstream-resets": "the proxy's error log: upstream prematurely closed connection while reading upstream",
  },
  summary:
    "the answer of {hostPort} ends before it is whole: {bodyOctets} octets of {promisedOctets} promised",
  fix: [
    "Look at the log of the server, and of each proxy, for the end of this request: a crash, a timeout, a full disk for buffers",
    "Ask the next hop behind for the same, and see where it is still whole",
  ],
  prevention: [
    "Let clients check the length, and the end of chunks, before they use what they got",
    "Watch for responses that end early: the status in the log is 200 all the same",
  ],
  source: "RFC 9112, section 8",
};
