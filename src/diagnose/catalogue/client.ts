import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `client`. */
export const clientRows: readonly CatalogueRow[] = [
  {
    id: "proxy-environment-misdirects",
    boundary: "client",
    meaning:
      "A proxy variable (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY) hands the request to a proxy that is dead, wrong or meant for others.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "hosts-file-overrides-dns",
    boundary: "client",
    meaning:
      "/etc/hosts, or the order in nsswitch.conf, gives another address than DNS does, and the request fails there.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "clock-skew",
    boundary: "client",
    meaning: "This host's clock is further off than the certificate or the protocol tolerates.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "deadline-too-short",
    boundary: "client",
    meaning: "The caller allows less time than a healthy request needs on this path.",
    explainedBy: [],
    explainedByAny: "any cause that makes a healthy path slow",
  },
  {
    id: "ephemeral-ports-exhausted",
    boundary: "client",
    meaning:
      "No local port is left for this destination: connect fails with EADDRNOTAVAIL, or TIME_WAIT fills the range.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "file-descriptors-exhausted",
    boundary: "client",
    meaning: "The process has reached its limit of open files; accept or connect fails with EMFILE.",
    explainedBy: ["close-wait-leak"],
    explainedByAny: null,
  },
  {
    id: "close-wait-leak",
    boundary: "client",
    meaning:
      "A process keeps many CLOSE_WAIT sockets that it never closes; they grow, or have reached its limit.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "time-wait-churn",
    boundary: "client",
    meaning:
      "Connections are made and dropped without reuse: TIME_WAIT holds over half of the port range towards one destination, or TCPTimeWaitOverflow grows.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "half-open-connections",
    boundary: "client",
    meaning: "Established sockets whose peer has gone stay, for no keepalive is set.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "retry-storm",
    boundary: "client",
    meaning:
      "Many clients, or one loop, reconnect without backoff; their bursts of SYN_SENT or refusals feed themselves.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "local-firewall-blocks",
    boundary: "client",
    meaning: "A rule of this very host (OUTPUT chain, cgroup program) drops or rejects the flow.",
    explainedBy: [],
    explainedByAny: null,
  },
];
