import { hostPort, isLoopback } from "../../base/index.ts";
import type { DestinationSockets, TcpLimits } from "../../evidence/index.ts";
import { type Assessor, type Finding, grouped, percent, secondsBetween, spanOf } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

/**
 * Local ports towards one destination. One is taken per local address, destination and destination's port, so the number of
 * all connections says nothing. TIME_WAIT keeps it for 60 s, unless tcp_tw_reuse gives it back after one. ip-sysctl.
 */
export const localPorts: Assessor = (readings) => {
  const { owners, tcp } = readings.now;
  if (owners === null || tcp === null) return [];
  const [first, last] = tcp.localPorts;
  const ports = Math.max(last - first + 1 - tcp.reservedPorts, 1);
  return owners.peers.flatMap((peer): readonly Finding[] => {
    const reuses = reusesTimeWait(tcp, peer.address);
    const bound = reuses ? peer.localPorts - peer.timeWaitPorts : peer.localPorts;
    const share = bound / ports;
    const before = readings.before?.owners?.peers.find((other) => isSame(other, peer));
    const seconds = secondsBetween(readings);
    const growth =
      before === undefined
        ? null
        : bound - (reuses ? before.localPorts - before.timeWaitPorts : before.localPorts);
    const perSecond = growth === null || seconds === null ? 0 : growth / seconds;
    const left = perSecond > 0 ? (ports - bound) / perSecond : null;
    const soon = left !== null && left <= thresholds.exhaustion.value && share >= 0.5;
    const isFault = share >= thresholds.asGoodAsFull.value;
    const isMany = peer.localPorts / ports >= thresholds.nearlyFull.value;
    if (!isFault && share < thresholds.nearlyFull.value && !soon && !isMany) return [];
    return [
      {
        id: "local-ports-exhausted",
        level: isFault ? "fault" : share >= thresholds.nearlyFull.value || soon ? "notable" : "normal",
        weight: Math.min(share, 1),
        subject: hostPort(peer.address, peer.port),
        what: isFault
          ? bound >= ports
            ? "no local port is left to this destination: connects fail with EADDRNOTAVAIL"
            : "as good as no local port is left to this destination: connects will fail with EADDRNOTAVAIL"
          : share >= thresholds.nearlyFull.value || soon
            ? "local ports to this destination run short"
            : "nearly all local ports to this destination are taken, but those in TIME_WAIT are given back",
        numbers: [
          `${grouped(bound)} of ${grouped(ports)} ports from ${peer.localAddress} (${percent(share)})`,
          ...(peer.timeWaitPorts === 0
            ? []
            : [
                `${grouped(peer.timeWaitPorts)} in TIME_WAIT${reuses ? ", given back after 1 s by tcp_tw_reuse, not counted" : ""}`,
              ]),
          ...(growth === null ? [] : [`${growth < 0 ? growth : `+${growth}`} in ${spanOf(readings)}`]),
          ...(left === null || isFault
            ? []
            : [`none left in about ${grouped(Math.max(1, Math.round(left)))} s at this rate`]),
        ].join("; "),
        threshold: held(
          isFault ? thresholds.asGoodAsFull : thresholds.nearlyFull,
          `${isFault ? 95 : 80} % of ip_local_port_range ${first}–${last}`,
        ),
        command: `ss -Htan dst ${hostPort(peer.address, peer.port)} | awk '{print $1}' | sort | uniq -c`,
        advice: [
          "Use connections again (a pool, keep-alive) in place of one for each request",
          ...(reuses || peer.timeWaitPorts === 0 ? [] : ["sysctl -w net.ipv4.tcp_tw_reuse=1"]),
          ...(last - first < 60_000 ? ["sysctl -w net.ipv4.ip_local_port_range='1024 65535'"] : []),
        ],
      },
    ];
  });
};

const isSame = (a: DestinationSockets, b: DestinationSockets): boolean =>
  a.port === b.port && a.address === b.address && a.localAddress === b.localAddress;

/** Reuse tells old segments by their timestamps; 2 means loopback alone. ip-sysctl, tcp_tw_reuse. */
const reusesTimeWait = (tcp: TcpLimits, address: string): boolean =>
  tcp.timestamps !== 0 && (tcp.timeWaitReuse === 1 || (tcp.timeWaitReuse === 2 && isLoopback(address)));
