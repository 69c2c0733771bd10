import { outOfMemory, starved } from "../readings/app.ts";
import { conntrack } from "../readings/cluster.ts";
import { hostUnreachable, networkUnreachable } from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import { reverse, timestamps } from "../readings/kernel.ts";
import type { Reading } from "../signal.ts";
import { type CodeRow, type CodeTable, codesOf } from "../table.ts";

const counted = "Only its rise counts: read it before and after the request.";
const rising = (reading: Reading): Reading => ({
  ...reading,
  strength: "symptom",
  doesNotProve: `${reading.doesNotProve} ${counted}`,
});
const row = (reading: Reading, means: string, ...names: readonly string[]): CodeRow[] =>
  names.map((name) => [name, means, rising(reading)]);

const sizes: Reading = {
  proves: "Packets did not fit, or their parts did not come together.",
  doesNotProve: "That this request's were among them.",
  boundaries: ["path"],
  causes: ["mtu-black-hole", "large-answer-lost"],
  strength: "symptom",
  next: ["tracepath -n ADDRESS"],
};
const outcome: Reading = { ...connection.reset, proves: "Connections failed or were reset." };
const udp: Reading = {
  ...connection.receiverSlow,
  proves: "Datagrams found no listener, or their reader was too slow.",
  boundaries: ["app", "tcp"],
  causes: ["receiver-not-reading", "port-not-listening"],
};

/** Counters of the kernel. Source: Documentation/networking/snmp_counter.rst; nstat(8); conntrack(8). */
export const kernelCounters: CodeTable = {
  product: "kernel counter",
  layer: "cause",
  prefix: "counter",
  finders: [
    { pattern: /\b((?:TcpExt|IpExt|Tcp|Udp|Ip6?|Icmp6?)[A-Z][A-Za-z0-9]{3,40})\b/, certain: true },
    {
      pattern: /\b((?:Listen|TCP|Syncookies|PAWS|Prune|Rcv|IPReverse)[A-Z]?[A-Za-z]{3,40})\b/,
      certain: false,
    },
    {
      pattern: /\b(insert_failed|early_drop|search_restart|clash_resolve|nr_throttled|oom_kill)\b/,
      certain: false,
    },
  ],
  canonical: (code) => code.replace(/^(?:TcpExt|IpExt)/, ""),
  codes: codesOf([
    ...row(connection.acceptQueue, "The accept queue was full.", "ListenOverflows", "ListenDrops"),
    ...row(
      connection.synQueue,
      "The queue of half-open handshakes was full, or cookies were sent.",
      "TCPReqQFullDrop",
      "TCPReqQFullDoCookies",
      "SyncookiesSent",
      "SyncookiesRecv",
      "SyncookiesFailed",
    ),
    ...row(
      connection.loss,
      "Segments had to be sent again.",
      "TcpRetransSegs",
      "TCPSynRetrans",
      "TCPLostRetransmit",
      "TCPTimeouts",
      "TCPSpuriousRtxHostQueues",
    ),
    ...row(
      outcome,
      "Connects were refused, or connections reset.",
      "TcpAttemptFails",
      "TcpEstabResets",
      "TcpOutRsts",
    ),
    ...row(
      outcome,
      "This host gave connections up: the name says why.",
      "TCPAbortOnTimeout",
      "TCPAbortOnData",
      "TCPAbortOnClose",
      "TCPAbortOnMemory",
      "TCPAbortFailed",
    ),
    ...row(
      connection.receiverSlow,
      "A receiving socket was full.",
      "TCPRcvQDrop",
      "TCPBacklogDrop",
      "TCPZeroWindowDrop",
      "TCPWantZeroWindowAdv",
      "PruneCalled",
      "RcvPruned",
    ),
    ...row(
      timestamps,
      "Timestamps, TIME_WAIT or challenges of old connections.",
      "PAWSEstab",
      "PAWSActive",
      "TCPTimeWaitOverflow",
      "TCPChallengeACK",
    ),
    ...row(
      networkUnreachable,
      "Packets had no route, or were thrown away on their way in or out.",
      "InNoRoutes",
      "IpInAddrErrors",
      "IpOutNoRoutes",
      "IpInDiscards",
      "IpOutDiscards",
    ),
    ...row(reverse, "rp_filter dropped packets that came from an unlikely side.", "IPReversePathFilter"),
    ...row(sizes, "Fragments, or packets above an MTU.", "IpReasmFails", "IpFragFails", "Icmp6InPktTooBigs"),
    ...row(
      hostUnreachable,
      "ICMP unreachable was sent or came in.",
      "IcmpOutDestUnreachs",
      "IcmpInDestUnreachs",
    ),
    ...row(
      udp,
      "Datagrams without a listener, or a reader too slow.",
      "UdpNoPorts",
      "UdpRcvbufErrors",
      "UdpInErrors",
      "UdpInCsumErrors",
    ),
    ...row(
      conntrack,
      "Connection tracking failed to insert, dropped or had to search again.",
      "insert_failed",
      "early_drop",
      "search_restart",
      "clash_resolve",
    ),
    ...row(starved, "The cgroup's processor quota held it back.", "nr_throttled"),
    ...row(outOfMemory, "The cgroup's memory limit killed a process.", "oom_kill"),
  ]),
};
