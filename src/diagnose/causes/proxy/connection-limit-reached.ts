import type { Cause } from "../../cause.ts";

/** A limit of connections, or of requests in time, is met. */
export const connectionLimitReached: Cause = {
  id: "connection-limit-reached",
  boundary: "proxy",
  at: "path",
  must: ["proxy-limit-met"],
  may: ["other-path-serves", "same-request-passes"],
  never: [],
  proves: [{ "too-many-requests": true }, { "proxy-limit-met": true }],
  explains: ["too-many-requests", "proxy-answers-error", "http2-refused"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "a limit of requests or connections is met at {hostPort} ({status})",
  fix: [
    "Ask less often: back off as Retry-After says, or with growing pauses",
    "See which limit it is: nginx limit_req, limit_conn or worker_connections; haproxy maxconn; Envoy circuit breakers; a quota",
    "Raise the limit if the traffic is meant to be so much",
  ],
  prevention: [
    "Give each caller its own limit, so that one cannot use up all",
    "Watch how near to its limits the proxy is",
  ],
  source: "RFC 6585, section 4; RFC 9209, section 2.3 (connection_limit_reached)",
};
