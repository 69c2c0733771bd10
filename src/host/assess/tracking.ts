import { type Assessor, countOf, type Finding, grouped, percent, riseOf, spanOf } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

const command = "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; conntrack -S";

/** The connection tracking table and what it dropped. nf_conntrack-sysctl of the kernel's documentation. */
export const tracking: Assessor = (readings) => [...fullness(readings), ...failedInserts(readings)];

const fullness: Assessor = (readings) => {
  const table = readings.now.limits?.conntrack ?? null;
  const share = table === null || table.limit === 0 ? 0 : table.entries / table.limit;
  const dropped = riseOf(readings, "nf_conntrack_drop") ?? 0;
  const evicted = riseOf(readings, "nf_conntrack_early_drop") ?? 0;
  const sinceBoot = countOf(readings, "nf_conntrack_drop");
  const isFull = dropped > 0 || share >= thresholds.asGoodAsFull.value;
  const isNotable = share >= thresholds.trackingShare.value || evicted > 0;
  if (!isFull && !isNotable && sinceBoot === 0) return [];
  const established = readings.now.tcp?.trackingTimeouts["nf_conntrack_tcp_timeout_established"];
  return [
    {
      id: "conntrack-table-full",
      level: isFull ? "fault" : isNotable ? "notable" : "normal",
      weight: dropped > 0 ? 1 : Math.min(share, 1),
      subject: null,
      what: isFull
        ? dropped > 0
          ? "the connection table is full: packets of new connections are dropped without a word"
          : "the connection table is as good as full"
        : isNotable
          ? "the connection table fills up"
          : "the connection table was full at some time, and is not now",
      numbers: [
        table === null
          ? "count not seen"
          : `${grouped(table.entries)} of ${grouped(table.limit)} entries (${percent(share)})`,
        ...(dropped > 0 ? [`drop +${grouped(dropped)} in ${spanOf(readings)}`] : []),
        ...(evicted > 0 ? [`early_drop +${grouped(evicted)} in ${spanOf(readings)}`] : []),
        `drop ${grouped(sinceBoot)}, early_drop ${grouped(countOf(readings, "nf_conntrack_early_drop"))} since boot`,
        ...(established === undefined ? [] : [`established entries are kept ${grouped(established)} s`]),
      ].join(", "),
      threshold: held(thresholds.trackingShare, "80 % of nf_conntrack_max, or any drop"),
      command,
      advice: [
        ...(table === null ? [] : [`sysctl -w net.netfilter.nf_conntrack_max=${table.limit * 2}`]),
        "sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=86400 net.netfilter.nf_conntrack_tcp_timeout_time_wait=30",
        "See who fills it: conntrack -L | awk '{print $5, $6}' | sort | uniq -c | sort -rn | head",
      ],
    },
  ];
};

const failedInserts = (readings: Parameters<Assessor>[0]): readonly Finding[] => {
  const rise = riseOf(readings, "nf_conntrack_insert_failed");
  if (rise === null || rise === 0) return [];
  return [
    {
      id: "conntrack-insert-failed",
      level: rise >= thresholds.failedInserts.value ? "fault" : "notable",
      weight: 0.5,
      subject: null,
      what: "packets are dropped since two of one connection raced into the table; often DNS over UDP behind NAT",
      numbers: `insert_failed +${grouped(rise)} in ${spanOf(readings)}, ${grouped(countOf(readings, "nf_conntrack_insert_failed"))} since boot`,
      threshold: held(thresholds.failedInserts, "any rise; a fault from 10 on"),
      command: "conntrack -S",
      advice: [
        "Ask DNS over TCP (options use-vc), or one question at a time (options single-request-reopen), or a resolver on this host without tracking",
      ],
    },
  ];
};
