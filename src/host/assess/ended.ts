import {
  type Assessor,
  countOf,
  type Finding,
  grouped,
  inState,
  percent,
  riseOf,
  spanOf,
} from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

/** Connections that are over: TIME_WAIT, FIN_WAIT2, orphans. */
export const ended: Assessor = (readings) => [...timeWait(readings), ...finWait(readings)];

const timeWait: Assessor = (readings) => {
  const { tcp, owners } = readings.now;
  const waiting = inState(owners?.total, "TIME_WAIT");
  const limit = tcp?.timeWait?.limit ?? null;
  const share = limit === null || limit === 0 ? 0 : waiting / limit;
  const overflowed = riseOf(readings, "TcpExtTCPTimeWaitOverflow") ?? 0;
  const isTight = overflowed > 0 || share >= thresholds.nearlyFull.value;
  if (waiting <= thresholds.timeWait.value && !isTight) return [];
  const room = limit === null ? "" : `, ${percent(share)} of ${grouped(limit)} (tcp_max_tw_buckets)`;
  return [
    {
      id: "time-wait-many",
      level: isTight ? "notable" : "normal",
      weight: share,
      subject: null,
      what: isTight
        ? "nearly as many connections in TIME_WAIT as the kernel keeps"
        : "many short connections end here; TIME_WAIT alone does no harm, it is what RFC 9293 asks for",
      numbers: `${grouped(waiting)} in TIME_WAIT${room}${overflowed > 0 ? `, ${grouped(overflowed)} forgotten at once in ${spanOf(readings)}` : ""}`,
      threshold: isTight
        ? held(thresholds.nearlyFull, "80 % of tcp_max_tw_buckets")
        : held(thresholds.timeWait, "10,000"),
      command: "ss -tn state time-wait | awk '{print $5}' | sort | uniq -c | sort -rn | head",
      advice: ["Keep connections open and use them again (a pool, keep-alive)"],
    },
  ];
};

const finWait: Assessor = ({ now }) => {
  const waiting = inState(now.owners?.total, "FIN_WAIT2");
  const orphans = now.tcp?.orphans ?? null;
  const share = orphans === null || orphans.limit === 0 ? 0 : orphans.used / orphans.limit;
  const tight: readonly Finding[] =
    share < thresholds.nearlyFull.value
      ? []
      : [
          {
            id: "orphans-near-limit",
            level: share >= thresholds.asGoodAsFull.value ? "fault" : "notable",
            weight: share,
            subject: null,
            what: "connections that no process holds any more are about to be reset",
            numbers: `${grouped(orphans?.used ?? 0)} of ${grouped(orphans?.limit ?? 0)} (${percent(share)})`,
            threshold: held(thresholds.nearlyFull, "80 % of tcp_max_orphans"),
            command: "grep TCP: /proc/net/sockstat; sysctl net.ipv4.tcp_max_orphans",
            advice: ["See which peers do not finish closing: ss -tnao state fin-wait-1 state last-ack"],
          },
        ];
  if (waiting <= thresholds.finWait2.value) return tight;
  return [
    ...tight,
    {
      id: "fin-wait-2-many",
      level: "notable",
      weight: 0.2,
      subject: null,
      what: "the peers do not close their side; the kernel forgets those without a process after tcp_fin_timeout",
      numbers: `${grouped(waiting)} in FIN_WAIT2`,
      threshold: held(thresholds.finWait2),
      command: "ss -tnpo state fin-wait-2",
      advice: ["Look for CLOSE_WAIT on the peers: their programs do not close"],
    },
  ];
};

/** Sockets that the kernel ended for want of memory, or of room among the orphans. */
export const aborted: Assessor = (readings) => {
  const rise = riseOf(readings, "TcpExtTCPAbortOnMemory");
  if (rise === null || rise === 0) return [];
  return [
    {
      id: "connections-aborted-for-memory",
      level: "fault",
      weight: 0.9,
      subject: null,
      what: "the kernel resets connections for want of memory, or of room among those without a process",
      numbers: `TCPAbortOnMemory +${grouped(rise)} in ${spanOf(readings)}, ${grouped(countOf(readings, "TcpExtTCPAbortOnMemory"))} since boot`,
      threshold: "any rise (the kernel states it)",
      command: "nstat -az TcpExtTCPAbortOnMemory; grep TCP: /proc/net/sockstat",
      advice: ["Raise tcp_max_orphans or tcp_mem, or end what holds the memory: ss -tnm"],
    },
  ];
};
