import { plain, quote } from "../plain.ts";
import { duration } from "../units.ts";
import { count, type Describers, inWords, list } from "./describer.ts";

type KernelKind =
  | "address-conflict"
  | "connection-tracking"
  | "firewall"
  | "interface-counters"
  | "kernel-events"
  | "network-settings"
  | "path-probe"
  | "route-decision"
  | "socket-owners"
  | "tcp-info"
  | "tcp-limits"
  | "traffic-samples";

/** Kinds about what the kernel of a host, and the path, do with the flow. */
export const describeKernel: Describers<KernelKind> = {
  "address-conflict": ({ address, answers }) =>
    answers.length > 1
      ? `${count(answers.length, "host")} claim ${address}: ${list(answers.map(({ hardwareAddress }) => hardwareAddress))}`
      : `${address} is claimed by ${answers.length === 0 ? "nobody" : "one host"}`,
  "connection-tracking": ({ entries, limit, flow }) =>
    `Connection table: ${entries} of ${limit}; ${count(flow.length, "entry", "entries")} of this flow`,
  firewall: ({ rulesSeen, matches }) => {
    const stops = matches.filter(({ verdict }) => verdict === "drop" || verdict.startsWith("reject"));
    const [first] = stops;
    const where = first === undefined ? "" : ` of table ${plain(first.table)}, chain ${plain(first.chain)}`;
    return first === undefined
      ? `${count(rulesSeen, "rule")} of the packet filter, none stops this flow`
      : `The packet filter's rule ${quote(first.rule, 100)}${where}: ${first.verdict} (${first.way === "forward" ? "requests" : "answers"})`;
  },
  "interface-counters": ({ interfaces, softnet }) => {
    const dropped = interfaces.filter(({ received, sent }) => received.dropped + sent.dropped > 0);
    const queue =
      softnet === null || softnet.dropped === 0 ? "" : `; ${softnet.dropped} dropped before any interface`;
    return `${count(interfaces.length, "interface")}, drops on ${list(dropped.map(({ name }) => name))}${queue}`;
  },
  "kernel-events": ({ events }) => {
    const own = events.filter(({ isOfFlow }) => isOfFlow);
    const words = [
      ...new Set(own.map(({ event, reason }) => (reason === null ? event : `${event} (${reason})`))),
    ];
    return `Kernel, of this flow: ${words.length === 0 ? "nothing dropped, sent again or reset" : list(words)}`;
  },
  "network-settings": ({ forwarding }) =>
    `Forwards IPv4: ${yesOrNo(forwarding.ipv4)}, IPv6: ${yesOrNo(forwarding.ipv6)}`,
  "path-probe": ({ protocol, destination, hops, reached, pathMtu }) => {
    const end = reached ? "which answers" : "which does not answer";
    const mtu = pathMtu === null ? "" : `, greatest packet ${pathMtu} octets`;
    return `${count(hops.length, "hop")} by ${protocol.toUpperCase()} to ${destination}, ${end}${mtu}`;
  },
  "route-decision": ({
    way,
    destination,
    source,
    inputInterface,
    outcome,
    gateway,
    device,
    matchedPrefix,
  }) => {
    const to = `${way === "forward" ? "to" : "back to"} ${destination}`;
    const by = device === null ? "" : ` by ${device}`;
    const route = matchedPrefix === null ? "" : ` ${matchedPrefix}`;
    switch (outcome) {
      case "unicast":
        return gateway === null ? `Straight ${to}${by}` : `A route ${to}: over ${gateway}${by}`;
      case "local":
        return `${destination} is its own address`;
      case "no-route":
        return `No route ${to}`;
      case "rejected-source":
        return `Packets ${to} are dropped for their source ${source ?? "address"}${inputInterface === null ? "" : ` on ${inputInterface}`} (rp_filter)`;
      default:
        // What a host answers that does not forward; or a route of this very type.
        return `The route${route} ${to} says ${inWords({}, outcome)}`;
    }
  },
  "socket-owners": ({ processes, idleFor }) => {
    const [most] = processes;
    return most === undefined
      ? "No process holds a TCP socket"
      : `${most.name} (${most.pid}) holds the most TCP sockets; idle for over ${idleFor} s without keepalive: ${most.idleWithoutKeepalive ?? "not seen"}`;
  },
  "tcp-info": ({ state, rtt, totalRetransmits, unacknowledged, pathMtu }) =>
    `TCP ${state}: RTT ${duration(rtt)}, ${totalRetransmits} sent again, ${unacknowledged} not acknowledged, path MTU ${pathMtu}`,
  "tcp-limits": ({ memory, orphans, timeWait, localPorts: [first, last] }) => {
    const pages = memory === null ? "" : `memory ${memory.used} of ${memory.limit} pages; `;
    const lone = orphans === null ? "" : `${orphans.used} orphans of ${orphans.limit}; `;
    const ended = timeWait === null ? "" : `${timeWait.used} in TIME_WAIT of ${timeWait.limit}; `;
    return `TCP: ${pages}${lone}${ended}local ports ${first}–${last}`;
  },
  "traffic-samples": ({ readAt, interfaces }) =>
    `${count(readAt.length, "reading")} of what ${list(interfaces.map(({ name }) => name))} sent, while the request was repeated`,
};

const yesOrNo = (value: boolean | null): string => (value === null ? "unknown" : value ? "yes" : "no");
