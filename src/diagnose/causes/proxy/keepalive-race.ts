import type { Cause } from "../../cause.ts";

/** The upstream closes an idle connection at the moment when the proxy sends a request on it. */
export const keepaliveRace: Cause = {
  id: "keepalive-race",
  boundary: "proxy",
  at: "path",
  must: ["upstream-breaks-off", "upstream-connection-was-idle"],
  may: [
    "other-path-serves",
    "same-request-passes",
    "idle-timers-inverted",
    "upstream-serves-new-connections",
    "failures-of-one-backend",
  ],
  never: ["upstream-refuses", "upstream-answers-late", "upstream-unreachable"],
  proves: [
    { "upstream-breaks-off": true, "upstream-connection-was-idle": true },
    { "upstream-breaks-off": true, "idle-timers-inverted": true, "upstream-serves-new-connections": true },
  ],
  explains: ["proxy-answers-error"],
  refines: "upstream-resets",
  explainedBy: [],
  toldApartBy: {
    "upstream-resets":
      "whether the failing requests went on connections that had been idle: the upstream's keep-alive timeout against the proxy's",
  },
  summary:
    "the proxy at {hostPort} answers {status} at times: its upstream closes idle connections sooner than the proxy stops using them",
  fix: [
    "Let the upstream keep idle connections longer than the proxy does: its keep-alive timeout above the proxy's",
    "Let the proxy retry a request on a new connection when a reused one is closed before an answer",
  ],
  prevention: ["Rule for every hop: the side that sends requests closes idle connections first"],
  source: "RFC 9112, section 9.3.1 and 9.5",
};
