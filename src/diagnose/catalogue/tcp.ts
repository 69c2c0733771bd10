import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `tcp`. */
export const tcpRows: readonly CatalogueRow[] = [
  {
    id: "port-not-listening",
    boundary: "tcp",
    meaning:
      "The host answers the SYN with RST: nothing listens on the port. Also where the target is itself a database.",
    explainedBy: [
      "bound-to-loopback-only",
      "not-listening",
      "crash-looping",
      "out-of-memory-killed",
      "target-port-mismatch",
      "stale-endpoint",
      "shutdown-race",
    ],
    explainedByAny: null,
  },
  {
    id: "bound-to-loopback-only",
    boundary: "tcp",
    meaning: "A process listens on the port, yet only on 127.0.0.1 or on another interface.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "accept-queue-overflow",
    boundary: "tcp",
    meaning: "The accept queue of the listener is full: handshakes stall or are dropped.",
    explainedBy: ["retry-storm"],
    explainedByAny: null,
  },
  {
    id: "syn-flood",
    boundary: "tcp",
    meaning: "SYN_RECV of peers that never finish fills the backlog, or SYN cookies are being sent.",
    explainedBy: ["retry-storm"],
    explainedByAny: null,
  },
  {
    id: "idle-timeout-reset",
    boundary: "tcp",
    meaning:
      "Connections end after an exact idle time, or their first packet after it is reset: a device's timer. It goes before `peer-resets` and `middlebox-resets`.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "peer-resets",
    boundary: "tcp",
    meaning: "The peer's own stack or process aborts the connection.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "middlebox-resets",
    boundary: "tcp",
    meaning: "A device between the ends resets a connection that the peer had accepted.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "receiver-not-reading",
    boundary: "tcp",
    meaning: "Zero windows: the receiving process does not read.",
    explainedBy: [],
    explainedByAny: null,
  },
];
