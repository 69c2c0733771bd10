import { hostPort } from "../../base/index.ts";
import { type Assessor, countOf, type Finding, grouped, percent, riseOf, spanOf } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

/** Accept queues: whether the programs take connections as fast as they come. listen(2). */
export const listenQueues: Assessor = (readings) => [...queues(readings), ...overflows(readings)];

const queues: Assessor = ({ now, before }) =>
  (now.owners?.listeners ?? []).flatMap((listener): readonly Finding[] => {
    const { address, port, queue, backlog, owner } = listener;
    const same = before?.owners?.listeners.find((other) => other.port === port && other.address === address);
    if (backlog === null || queue === 0) return [];
    const share = queue / Math.max(backlog, 1);
    // The kernel refuses when the queue is longer than the backlog, so one more than it fits. sk_acceptq_is_full().
    const isFull = queue > backlog;
    // A queue of two is nearly full with one: only what is long in itself is worth a word.
    if (!isFull && (share < thresholds.nearlyFull.value || queue < 8)) return [];
    return [
      {
        id: "accept-queue-full",
        level: isFull ? "fault" : "notable",
        weight: Math.min(share, 1),
        subject: `${hostPort(address, port)}${owner === null ? "" : `, ${owner.name} (${owner.pid})`}`,
        what: isFull
          ? "the program does not accept: new connections hang or are dropped"
          : "the program accepts more slowly than connections come",
        numbers: `${grouped(queue)} wait for accept, room for ${grouped(backlog)} (${percent(share)})${same == null ? "" : `, ${grouped(same.queue)} at the reading before`}`,
        threshold: isFull
          ? "Recv-Q above Send-Q of a listener (the kernel drops what comes)"
          : held(thresholds.nearlyFull, "80 % of the backlog"),
        command: `ss -ltnp 'sport = :${port}'`,
        advice: [
          owner === null
            ? "See what the program does"
            : `See what the program does: cat /proc/${owner.pid}/wchan /proc/${owner.pid}/status`,
          ...(now.tcp?.largestBacklog != null && backlog >= now.tcp.largestBacklog
            ? [
                `The backlog is the host's greatest: sysctl -w net.core.somaxconn=${now.tcp.largestBacklog * 4}, and the program's own`,
              ]
            : []),
        ],
      },
    ];
  });

const overflows: Assessor = (readings) => {
  const overflowed = riseOf(readings, "TcpExtListenOverflows");
  const dropped = riseOf(readings, "TcpExtListenDrops");
  const sinceBoot = countOf(readings, "TcpExtListenOverflows");
  const isNow = (overflowed ?? 0) > 0;
  const dropsNow = (dropped ?? 0) > 0;
  if (!isNow && !dropsNow && sinceBoot === 0) return [];
  const numbers =
    isNow || dropsNow
      ? `ListenOverflows +${grouped(overflowed ?? 0)}, ListenDrops +${grouped(dropped ?? 0)} in ${spanOf(readings)}; ${grouped(sinceBoot)} overflows since boot`
      : `ListenOverflows ${grouped(sinceBoot)} since boot${overflowed === null ? "" : `, none in the last ${spanOf(readings)}`}`;
  return [
    {
      id: "listen-overflows",
      level: isNow || dropsNow ? "fault" : "normal",
      weight: isNow ? 0.9 : 0.7,
      subject: null,
      what: isNow
        ? "connections are dropped since an accept queue is full"
        : dropsNow
          ? "connections are dropped at a listener"
          : "an accept queue was full at some time, and is not now",
      numbers,
      threshold: "any rise (the kernel states it)",
      command: "nstat -az TcpExtListenOverflows TcpExtListenDrops; ss -ltnp",
      advice: [
        "Find the listener whose Recv-Q is above its Send-Q: ss -ltn",
        "Accept faster, or raise the backlog of that program and net.core.somaxconn",
      ],
    },
  ];
};
