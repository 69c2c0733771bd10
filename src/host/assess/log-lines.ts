import type { Assessor, Finding } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

/** Lines in which the kernel says that it dropped, killed or ran out. The texts are the kernel's own. */
const telling: readonly {
  readonly id: string;
  readonly text: RegExp;
  readonly what: string;
  readonly isFault: boolean;
  readonly advice: string;
}[] = [
  {
    id: "log-conntrack-full",
    text: /nf_conntrack: .*table full/i,
    what: "the kernel logged that the connection table is full",
    isFault: true,
    advice: "sysctl -w net.netfilter.nf_conntrack_max=…, see conntrack -S",
  },
  {
    id: "log-neighbour-overflow",
    text: /neighbou?r table overflow/i,
    what: "the kernel logged that the neighbour table is full",
    isFault: true,
    advice: "sysctl -w net.ipv4.neigh.default.gc_thresh3=…, see ip neigh | wc -l",
  },
  {
    id: "log-out-of-memory",
    text: /out of memory|oom-kill|killed process/i,
    what: "the kernel killed a process for want of memory",
    isFault: true,
    advice: "See which process, and its memory limit",
  },
  {
    id: "log-tcp-memory",
    text: /TCP: out of memory|too many orphaned sockets/i,
    what: "the kernel logged that TCP has no memory left",
    isFault: true,
    advice: "See /proc/net/sockstat and net.ipv4.tcp_mem",
  },
  {
    id: "log-file-limit",
    text: /file-max limit \d+ reached/i,
    what: "the kernel logged that the host has no open files left",
    isFault: true,
    advice: "sysctl -w fs.file-max=…",
  },
  {
    id: "log-address-conflict",
    text: /duplicate address detected|IPv6 duplicate address/i,
    what: "another host has an address of this one",
    isFault: true,
    advice: "Give one of them another address",
  },
  {
    id: "log-transmit-timeout",
    text: /NETDEV WATCHDOG/i,
    what: "an interface stopped sending",
    isFault: true,
    advice: "Look at the driver and the link: ethtool -S",
  },
  {
    id: "log-syn-flood",
    text: /possible SYN flooding/i,
    what: "the kernel saw a full SYN queue",
    isFault: false,
    advice: "See the listener's backlog: ss -ltn",
  },
  {
    id: "log-martian",
    text: /martian (source|destination)/i,
    what: "packets came from addresses that cannot be there",
    isFault: false,
    advice: "See routes and rp_filter of the interface that the line names",
  },
  {
    id: "log-link-down",
    text: /link is down/i,
    what: "a link went down",
    isFault: false,
    advice: "Look at cable, optics and the other end",
  },
];

/** What the kernel's log says of the last minutes. */
export const logLines: Assessor = ({ now }) => {
  // The log is the machine's: a line that names another network namespace speaks of that one.
  const lines = (now.log?.lines ?? []).filter((line) => {
    const [, of] = /in netns (\d+)/.exec(line.text) ?? [];
    if (of !== undefined) return of === now.namespace;
    const [, port] = /SYN flooding on port (?:\S*[:.])?(\d+)\./.exec(line.text) ?? [];
    return port === undefined || (now.owners?.listeners.some((one) => one.port === Number(port)) ?? true);
  });
  const { uptime } = now;
  return telling.flatMap(({ id, text, what, isFault, advice }): readonly Finding[] => {
    const hits = lines.filter((line) => text.test(line.text));
    const last = hits.at(-1);
    if (last === undefined) return [];
    const age = uptime === null ? null : Math.max(0, Math.round(uptime - last.secondsSinceBoot));
    const isRecent = age !== null && age <= thresholds.recentLog.value;
    return [
      {
        id,
        level: isFault && isRecent ? "fault" : "notable",
        weight: isRecent ? 0.6 : 0.2,
        subject: null,
        what,
        numbers: `${hits.length} lines in 15 minutes, the last ${age === null ? "" : `${age} s ago: `}"${last.text.slice(0, 120)}"`,
        threshold: held(thresholds.recentLog, "within five minutes"),
        command: "dmesg --ctime | tail -n 200",
        advice: [advice],
      },
    ];
  });
};
