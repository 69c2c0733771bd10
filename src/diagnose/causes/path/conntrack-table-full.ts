import type { Cause } from "../../cause.ts";

/**
 * A connection-tracking table on the way is full of entries that cannot be evicted: packets of new connections are dropped while
 * established ones go on.
 */
export const conntrackTableFull: Cause = {
  id: "conntrack-table-full",
  boundary: "path",
  at: "path",
  must: ["conntrack-dropped"],
  may: [
    "own-host-holds-packets",
    "some-attempt-connects",
    "host-answers-otherwise",
    "nothing-of-host-answers",
    "tries-fail-at-times",
  ],
  never: ["syn-arrives-at-server", "peer-answers-ping"],
  proves: [
    { "conntrack-dropped": true, "own-host-holds-packets": true },
    { "conntrack-dropped": true, "lies-on-way": true, "syn-unanswered": true },
    { "conntrack-dropped": true, "lies-on-way": true, "tries-fail-at-times": true },
    { "conntrack-dropped": true, "lies-on-way": true, "syn-answered-late": true },
  ],
  explains: [
    "syn-unanswered",
    "syn-answered-late",
    "tries-fail-at-times",
    "no-answer-in-time",
    "connect-denied-locally",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "The connection-tracking table is full ({entries} of {limit}): packets of new connections are dropped.",
  fix: [
    "conntrack -S; sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; dmesg | grep 'table full' (at the host that the verdict names)",
    "sysctl -w net.netfilter.nf_conntrack_max={twiceTheLimit}",
    "conntrack -L | tr -s ' ' | cut -d' ' -f1,4 | sort | uniq -c | sort -rn | head",
    "sysctl -w net.netfilter.nf_conntrack_tcp_timeout_time_wait=30 net.netfilter.nf_conntrack_tcp_timeout_established=86400",
  ],
  prevention: [
    "Alert at 80 % of nf_conntrack_max, reuse connections, and do not track what needs no tracking (notrack).",
  ],
  source: "kernel doc nf_conntrack-sysctl",
};
