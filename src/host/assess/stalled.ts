import { hostPort } from "../../base/index.ts";
import { type Assessor, type Finding, grouped, inState, percent, riseOf, spanOf } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

/** Connections that live and do not move: peers that went away, programs that do not read. */
export const stalled: Assessor = (readings) => [
  ...halfOpen(readings),
  ...idle(readings),
  ...unread(readings),
  ...closedWindows(readings),
  ...retransmissions(readings),
];

const halfOpen: Assessor = ({ now }) =>
  (now.owners?.peers ?? []).flatMap((peer): readonly Finding[] => {
    const all = inState(peer, "ESTABLISHED");
    if (peer.stalled < thresholds.stalled.value || peer.stalled < all / 2) return [];
    return [
      {
        id: "peer-went-away",
        level: "fault",
        weight: 0.6,
        subject: hostPort(peer.address, peer.port),
        what: "the peer does not acknowledge any more: it, or the way, is gone without a FIN or RST",
        numbers: `${grouped(peer.stalled)} of ${grouped(all)} connections sent the same data again ${now.owners?.retriesOfStalled} times or more`,
        threshold: held(thresholds.stalled, "10, and half of the peer's connections"),
        command: `ss -tnio dst ${hostPort(peer.address, peer.port)}`,
        advice: [
          `faultline check tcp://${hostPort(peer.address, peer.port)}`,
          "Set TCP_USER_TIMEOUT in the client, so that it finds out in seconds and not in 15 minutes (tcp_retries2)",
        ],
      },
    ];
  });

const idle: Assessor = ({ now }) =>
  (now.owners?.processes ?? []).flatMap((process): readonly Finding[] => {
    const many = process.idleWithoutKeepalive;
    if (many === null || many < thresholds.idle.value) return [];
    const keepalive = now.tcp?.keepalive ?? null;
    return [
      {
        id: "idle-without-keepalive",
        level: "notable",
        weight: 0.2,
        subject: `${process.name} (${process.pid})`,
        what: "connections lie idle without a keepalive: whether their peers are still there nobody would find out",
        numbers: `${grouped(many)} of ${grouped(inState(process, "ESTABLISHED"))} established idle for over ${now.owners?.idleFor} s${keepalive === null ? "" : `; tcp_keepalive_time ${keepalive.time} s where a program asks for it`}`,
        threshold: held(
          thresholds.idle,
          `100 idle for ${now.owners?.idleFor} s, when NAT and load balancers forget`,
        ),
        command: `ss -tnpio state established | grep -A1 pid=${process.pid},`,
        advice: [
          "Set SO_KEEPALIVE with TCP_KEEPIDLE below 300 s, or the keepalive of the application's protocol",
        ],
      },
    ];
  });

const unread: Assessor = ({ now, before }) =>
  (now.owners?.processes ?? []).flatMap((process): readonly Finding[] => {
    const earlier = before?.owners?.processes.find(({ pid }) => pid === process.pid);
    // Where the times are not seen, what was unread at both readings counts.
    const many = process.unreadHeld ?? Math.min(process.unread, earlier?.unread ?? 0);
    if (many < thresholds.unread.value) return [];
    return [
      {
        id: "receive-queues-unread",
        level: "notable",
        weight: 0.35,
        subject: `${process.name} (${process.pid})`,
        what: "the program does not read what came",
        numbers: `${grouped(many)} of ${grouped(inState(process, "ESTABLISHED"))} established connections hold data, nothing read for over ${now.owners?.unreadFor} s`,
        threshold: held(thresholds.unread),
        command: `ss -tnpi state established | awk '$1 > 0' | grep pid=${process.pid},`,
        advice: [
          `See what the program waits for: cat /proc/${process.pid}/wchan; its locks, pools, garbage collection`,
        ],
      },
    ];
  });

const closedWindows: Assessor = ({ now }) => {
  const many = now.owners?.probingZeroWindow ?? 0;
  if (many < thresholds.unread.value) return [];
  return [
    {
      id: "peers-do-not-read",
      level: "notable",
      weight: 0.35,
      subject: null,
      what: "peers have closed their windows: they do not read what this host sends",
      numbers: `${grouped(many)} connections probe a window of 0`,
      threshold: held(thresholds.unread),
      command: "ss -tnpo | grep persist",
      advice: ["Look at the receiving programs, not at the network"],
    },
  ];
};

const retransmissions: Assessor = (readings) => {
  const again = riseOf(readings, "TcpRetransSegs");
  const sent = riseOf(readings, "TcpOutSegs");
  if (again === null || sent === null || sent < thresholds.leastSegments.value) return [];
  const share = again / sent;
  if (share < thresholds.retransmitted.value) return [];
  return [
    {
      id: "retransmissions-many",
      level: "notable",
      weight: Math.min(0.3 + share, 0.9),
      subject: null,
      what: "TCP sends much again: packets or their acknowledgements are lost",
      numbers: `${grouped(again)} of ${grouped(sent)} segments in ${spanOf(readings)} (${percent(share)})`,
      threshold: held(thresholds.retransmitted, "2 %"),
      command: "nstat TcpRetransSegs TcpOutSegs; ss -tni | grep -B1 retrans",
      advice: ["See to which peers: faultline check tcp://PEER, and the errors of the interface"],
    },
  ];
};
