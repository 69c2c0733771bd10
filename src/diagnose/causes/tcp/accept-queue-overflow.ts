import type { Cause } from "../../cause.ts";

/**
 * The application accepts more slowly than connections come: the listener's queue is full and the kernel drops what comes.
 *
 * The overflow is counted per host; that it is this listener's also takes connections that wait in its queue.
 */
export const acceptQueueOverflow: Cause = {
  id: "accept-queue-overflow",
  boundary: "tcp",
  at: "server",
  must: ["listen-queue-overflowed"],
  may: ["tries-fail-at-times", "some-attempt-connects", "host-answers-otherwise", "syn-arrives-at-server"],
  never: ["own-host-holds-packets"],
  proves: [
    { "listen-queue-overflowed": true, "listener-queue-waits": true },
    { "listen-queue-overflowed": true, "syn-arrives-at-server": true },
  ],
  explains: [
    "syn-unanswered",
    "syn-answered-late",
    "tries-fail-at-times",
    "connect-reset",
    "no-answer-in-time",
  ],
  refines: null,
  explainedBy: ["retry-storm"],
  toldApartBy: {},
  summary:
    "The accept queue of {address}:{port} is full ({queued} connections wait): the application does not take them.",
  fix: [
    "ss -ltnp 'sport = :{port}' (Recv-Q at Send-Q); nstat -asz TcpExtListenOverflows",
    "Find what keeps the application from accept(2): a blocked thread pool, a lock, its limit of open files",
    "sysctl -w net.core.somaxconn=4096 and a longer backlog in the application buy time",
  ],
  prevention: ["Alert on TcpExtListenOverflows, and bound the load before the listener, not in its queue."],
  source: "listen(2), NOTES; tcp(7), tcp_abort_on_overflow",
};
