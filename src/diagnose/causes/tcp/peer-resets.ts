import type { Cause } from "../../cause.ts";

/** The peer's own stack or process ends the connection: it crashed, was restarted, or does not want it. */
export const peerResets: Cause = {
  id: "peer-resets",
  boundary: "tcp",
  at: "server",
  must: [],
  may: ["some-attempt-connects", "host-answers-otherwise", "server-sent-reset", "reset-is-the-ends-own"],
  never: [
    "reset-sooner-than-round-trip",
    "own-host-holds-packets",
    "small-body-passes",
    "reset-is-a-strangers",
  ],
  // Who sent the reset is not yet why: a timer, a limit, a hello that it could not read are rows of their own.
  proves: [],
  explains: [
    "connect-reset",
    "connect-closed-at-once",
    "reset-unanswered",
    "closed-unanswered",
    "cut-while-sending",
    "handshake-closed",
    "handshake-reset",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "middlebox-resets":
      "tcpdump on both ends, 'tcp[tcpflags] & tcp-rst != 0': a reset that arrives and was never sent is a device's",
  },
  summary: "The peer {address}:{port} accepts the connection and ends it{resetLook}.",
  fix: [
    "Look there for a crash or a limit at that time: journalctl -u SERVICE --since -10min; dmesg -T | tail",
    "On the server, before and after: nstat -asz TcpOutRsts TcpExtTCPAbortOnData TcpExtTCPAbortOnClose",
    "tcpdump -nnvi any 'tcp[tcpflags] & tcp-rst != 0 and host {address}' on both ends: TTL and IP id tell who sent it",
  ],
  prevention: ["Log why a server ends a connection, and drain before it stops."],
  source: "RFC 9293, section 3.5.3; RFC 1122, section 4.2.2.13",
};
