import type { Cause } from "../../cause.ts";

/** The application answers 5xx of its own. */
export const appError: Cause = {
  id: "app-error",
  boundary: "app",
  at: "server",
  must: ["application-answers-error"],
  may: ["error-written-by-application", "same-request-passes", "other-path-serves"],
  never: [
    "upstream-refuses",
    "upstream-answers-late",
    "upstream-unreachable",
    "upstream-breaks-off",
    "upstream-tls-fails",
    "upstream-none-healthy",
  ],
  proves: [{ "application-answers-error": true, "error-written-by-application": true }],
  explains: ["application-answers-error"],
  refines: null,
  explainedBy: [],
  toldApartBy: { "connection-limit-reached": "the application's own log at the time of the request" },
  summary: "the application behind {hostPort} answers {status} by itself",
  fix: [
    "Look for this request in the application's log: its time, its path, its request id",
    "See what the application calls: its database and other services",
    "Undo the last change of code or configuration if the errors began with it",
  ],
  prevention: ["Alert on the share of 5xx by route", "Let errors carry a request id that the log knows"],
  source: "RFC 9110, section 15.6",
};
