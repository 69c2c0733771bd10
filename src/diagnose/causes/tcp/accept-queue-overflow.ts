import type { Cause } from "../../cause.ts";

/**
 * The application accepts more slowly than connections come: the listener's queue is full and the kernel drops what comes.
 *
 * The overflow is counted per host: only this listener's own queue, at its backlog, states that it is this one's.
 */
export const acceptQueueOverflow: Cause = {
  id: "accept-queue-overflow",
  boundary: "tcp",
  at: "server",
  must: ["listen-queue-overflowed", "listener-queue-waits"],
  may: [
    "tries-fail-at-times",
    "some-attempt-connects",
    "host-answers-otherwise",
    "syn-arrives-at-server",
    "listener-queue-full",
  ],
  never: ["own-host-holds-packets", "peer-answers-ping"],
  proves: [
    { "listen-queue-overflowed": true, "listener-queue-full": true },
    { "listener-queue-full": true, "syn-unanswered": true },
    { "listener-queue-full": true, "tries-fail-at-times": true },
    { "listener-queue-full": true, "syn-answered-late": true },
  ],
  explains: [
    "syn-unanswered",
    "syn-answered-late",
    "tries-fail-at-times",
    "connect-reset",
    "no-answer-in-time",
    "first-byte-late",
    "deadline-missed",
    "handshake-unanswered",
  ],
  refines: null,
  explainedBy: ["retry-storm"],
  toldApartBy: {},
  summary:
    "The accept queue of {address}:{port} is full ({queued} connections wait, the backlog is {backlog}): the application does not take them.",
  fix: [
    "ss -ltnp 'sport = :{port}' (Recv-Q at Send-Q); nstat -asz TcpExtListenOverflows",
    "Find what keeps the application from accept(2): a blocked thread pool, a lock, its limit of open files",
    "sysctl -w net.core.somaxconn=4096 and a longer backlog in the application buy time",
  ],
  prevention: ["Alert on TcpExtListenOverflows, and bound the load before the listener, not in its queue."],
  source: "listen(2), NOTES; tcp(7), tcp_abort_on_overflow",
};
