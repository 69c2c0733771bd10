import type { Cause } from "../../cause.ts";

/** An outer timeout is shorter than the work inside it needs. */
export const timeoutBudgetInverted: Cause = {
  id: "timeout-budget-inverted",
  boundary: "proxy",
  at: "path",
  must: ["upstream-answers-late", "upstream-works-past-timeout"],
  may: ["other-path-serves", "same-request-passes"],
  never: ["upstream-refuses", "upstream-unreachable", "upstream-breaks-off"],
  proves: [{ "upstream-answers-late": true, "upstream-works-past-timeout": true }],
  explains: ["proxy-answers-error", "deadline-missed", "no-answer-in-time"],
  refines: "upstream-timeout",
  explainedBy: ["lock-wait", "slow-query"],
  toldApartBy: {
    "not-tls": "openssl s_client -connect {address}:{port}",
    "upstream-timeout": "the application's log: whether and when it ended the work on this request",
    "deadline-too-short": "the timeouts of proxy and application",
    "app-slow": "the timeouts of proxy and application",
  },
  summary:
    "the proxy at {hostPort} gives up after {seconds} s on work that its upstream ends well after that",
  fix: [
    "Put the timeouts in order: caller above proxy, proxy above application, application above database",
    "Make work that is meant to take long asynchronous: accept it, and let the caller ask for the result",
  ],
  prevention: [
    "Hand the caller's deadline on with the request, so that nobody works for a caller that has left",
  ],
  source: "RFC 9110, section 15.6.5",
};
