import { type Assessor, countOf, type Finding, grouped, riseOf, spanOf } from "./finding.ts";

/** Packets that routing itself throws away: reverse path filter, martians, no route. RFC 3704, RFC 1812. */
const discards = [
  [
    "TcpExtIPReversePathFilter",
    "reverse-path-filtered",
    "packets are dropped since the way back to their source leads over another interface (rp_filter)",
    "ip route get SOURCE; sysctl -a | grep '\\.rp_filter'",
    "Give the host a route back over the same interface, or set rp_filter=2 (loose) on it",
  ],
  [
    "IpInAddrErrors",
    "packets-not-for-this-host",
    "packets come that are for another address, and this host does not forward them",
    "nstat -az IpInAddrErrors; sysctl net.ipv4.ip_forward",
    "If this host is to be a router: sysctl -w net.ipv4.ip_forward=1",
  ],
  [
    "IpOutNoRoutes",
    "no-route-for-own-packets",
    "this host has no route for packets of its own",
    "nstat -az IpOutNoRoutes; ip route",
    "Find the destination: strace of the program, or its log (ENETUNREACH)",
  ],
] as const;

/** What routing discards now. */
export const routing: Assessor = (readings) =>
  discards.flatMap(([counter, id, what, command, remedy]): readonly Finding[] => {
    const rise = riseOf(readings, counter) ?? 0;
    if (rise === 0) return [];
    const strict = readings.now.tcp?.strictReversePath ?? [];
    const where =
      counter === "TcpExtIPReversePathFilter" && strict.length > 0
        ? `; strict on ${strict.slice(0, 6).join(", ")}`
        : "";
    return [
      {
        id,
        // Strangers on the network send such packets too: the counter does not say whose they were.
        level: "notable",
        weight: 0.4,
        subject: null,
        what,
        numbers: `${counter} +${grouped(rise)} in ${spanOf(readings)}, ${grouped(countOf(readings, counter))} since boot${where}`,
        threshold: "any rise (the kernel states it)",
        command,
        advice: [remedy],
      },
    ];
  });
