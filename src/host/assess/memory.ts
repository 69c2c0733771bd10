import { type Assessor, countOf, type Finding, grouped, percent, riseOf, spanOf } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

/** Memory of sockets: what TCP has, and what was thrown away for want of it. tcp(7), tcp_mem. */
export const memory: Assessor = (readings) => [...tcpMemory(readings), ...thrownAway(readings)];

const tcpMemory: Assessor = (readings) => {
  const pages = readings.now.tcp?.memory ?? null;
  if (pages === null || pages.limit === 0 || pages.used < pages.pressure) return [];
  const share = pages.used / pages.limit;
  const isOut = pages.used >= pages.limit;
  return [
    {
      id: "tcp-memory-short",
      level: isOut ? "fault" : "notable",
      weight: Math.min(share, 1),
      subject: null,
      what: isOut
        ? "TCP has used up its memory: connections are dropped and stall"
        : "TCP is short of memory: the kernel shrinks the buffers of all connections",
      numbers: `${grouped(pages.used)} of ${grouped(pages.limit)} pages (${percent(share)}), pressure from ${grouped(pages.pressure)}`,
      threshold: `tcp_mem pressure ${grouped(pages.pressure)} and limit ${grouped(pages.limit)} pages (the kernel's own)`,
      command: "grep TCP: /proc/net/sockstat; sysctl net.ipv4.tcp_mem",
      advice: [
        "See whose queues are long: ss -tnpm | sort -k2 -n",
        "Make the programs read, or raise net.ipv4.tcp_mem",
      ],
    },
  ];
};

const telling = [
  ["TcpExtPruneCalled", "receive buffers were cut down"],
  ["TcpExtRcvPruned", "packets were thrown away for a full receive buffer"],
  ["TcpExtTCPMemoryPressures", "TCP came under memory pressure"],
  ["UdpRcvbufErrors", "UDP datagrams were thrown away: the program does not read"],
  ["Udp6RcvbufErrors", "UDP datagrams over IPv6 were thrown away: the program does not read"],
  ["UdpMemErrors", "UDP datagrams were thrown away for want of memory"],
] as const;

const thrownAway: Assessor = (readings) =>
  telling.flatMap(([name, what]): readonly Finding[] => {
    const rise = riseOf(readings, name) ?? 0;
    if (rise === 0) return [];
    const received = riseOf(readings, "UdpInDatagrams") ?? 0;
    return [
      {
        id: "buffers-overflow",
        // TCP sends again what it loses here; of UDP a program that never reads its multicast loses some at every host.
        level:
          name.startsWith("Udp") &&
          rise >= Math.max(thresholds.datagrams.value, received * thresholds.datagramShare.value)
            ? "fault"
            : "notable",
        weight: 0.5,
        subject: name,
        what,
        numbers: `+${grouped(rise)} in ${spanOf(readings)}, ${grouped(countOf(readings, name))} since boot`,
        threshold: held(thresholds.datagramShare, "any rise; for UDP a fault from 10 datagrams and 1 % on"),
        command: `nstat -az ${name}; ss -${name.startsWith("Udp") ? "u" : "t"}anpm`,
        advice: ["Make the program read faster, or give it a larger buffer (SO_RCVBUF, net.core.rmem_max)"],
      },
    ];
  });
