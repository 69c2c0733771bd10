import type { Cause } from "../../cause.ts";

/** A connection-tracking table is full of entries that cannot be evicted: packets of new connections are dropped while established ones go on. */
export const conntrackTableFull: Cause = {
  id: "conntrack-table-full",
  boundary: "path",
  at: "client",
  must: ["conntrack-dropped"],
  may: [
    "own-host-holds-packets",
    "some-attempt-connects",
    "host-answers-otherwise",
    "nothing-of-host-answers",
    "tries-fail-at-times",
  ],
  never: ["syn-arrives-at-server"],
  proves: [{ "conntrack-dropped": true, "own-host-holds-packets": true }],
  explains: ["syn-unanswered", "syn-answered-late", "tries-fail-at-times"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "The connection-tracking table is full ({entries} of {limit}): packets of new connections are dropped.",
  fix: [
    "sysctl -w net.netfilter.nf_conntrack_max=TWICE_THE_LIMIT",
    "conntrack -S; conntrack -L | awk '{print $4}' | sort | uniq -c",
    "sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=86400",
  ],
  prevention: [
    "Alert at 80 % of nf_conntrack_max, reuse connections, and do not track what needs no tracking (notrack).",
  ],
  source: "kernel doc nf_conntrack-sysctl",
};
