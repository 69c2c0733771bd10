import type { Cause } from "../../cause.ts";

/** A device or proxy ends connections after an exact idle time: a timer, not a failure. */
export const idleTimeoutReset: Cause = {
  id: "idle-timeout-reset",
  boundary: "tcp",
  at: "path",
  must: ["idle-time-ends-it"],
  may: [
    "tracker-forgets-sooner",
    "idle-connection-cut",
    "idle-cut-recurs",
    "invalid-packets-counted",
    "answers-sent-again",
    "reset-is-the-ends-own",
    "reset-is-a-strangers",
  ],
  never: [],
  proves: [
    { "request-after-idle-fails": true, "idle-cut-recurs": true },
    { "request-after-idle-fails": true, "tracker-forgets-sooner": true },
    // The server answers, and a host on the way has forgotten the connection by then.
    {
      "tracker-forgets-sooner": true,
      "invalid-packets-counted": true,
      "answers-sent-again": true,
      "no-answer-in-time": true,
    },
    {
      "tracker-forgets-sooner": true,
      "invalid-packets-counted": true,
      "answers-sent-again": true,
      "deadline-missed": true,
    },
  ],
  explains: [
    "request-after-idle-fails",
    "reset-unanswered",
    "closed-unanswered",
    "no-answer-in-time",
    "deadline-missed",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "Connections to {address}:{port} are cut after {seconds} s without traffic: a timer on the way, or at the server{resetLook}.",
  fix: [
    "Send keepalives more often than that: TCP_KEEPIDLE, HTTP/2 or gRPC pings, an application heartbeat",
    "Close idle connections on the client sooner than that, or raise the timer of the load balancer, NAT or proxy",
  ],
  prevention: [
    "Order idle times along the path: each hop towards the server keeps connections longer than the one before.",
  ],
  source: "RFC 5382, section 5 (REQ-5); RFC 9110, section 9.3",
};
