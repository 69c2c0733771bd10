import type { Cause } from "../../cause.ts";

/** The upstream ends the connection before its response is whole. */
export const upstreamResets: Cause = {
  id: "upstream-resets",
  boundary: "proxy",
  at: "path",
  must: ["upstream-breaks-off"],
  may: [
    "other-path-serves",
    "same-request-passes",
    "failures-of-one-backend",
    "failures-in-one-stretch",
    "backends-change",
  ],
  never: [
    "upstream-refuses",
    "upstream-answers-late",
    "upstream-unreachable",
    "upstream-tls-fails",
    "upstream-none-healthy",
  ],
  proves: [{ "upstream-breaks-off": true }],
  // Where an answer breaks off before any of it is passed on, nginx ends its client's connection without a word.
  explains: [
    "proxy-answers-error",
    "http2-refused",
    "answer-cut-short",
    "closed-unanswered",
    "reset-unanswered",
  ],
  refines: null,
  explainedBy: ["keepalive-race", "out-of-memory-killed", "shutdown-race"],
  toldApartBy: {
    "peer-resets": "the proxy's error log at that time: upstream prematurely closed, upstream sent invalid",
  },
  summary:
    "the proxy at {hostPort} {answersSo}: {itsUpstream} closes or resets the connection before the response is whole",
  fix: [
    "Look at the application's log at the time of the request: a crash, an exit, a worker that was killed",
    "On the proxy, send the same request to the upstream: curl -v {upstream}",
    "See whether proxy and upstream speak the same protocol: TLS or not, HTTP/1.1 or HTTP/2",
  ],
  prevention: [
    "Let the application finish its requests before it exits",
    "Let the upstream keep idle connections longer than the proxy does",
  ],
  source: "RFC 9110, section 15.6.3; RFC 9209, section 2.3 (connection_terminated, http_response_incomplete)",
};
