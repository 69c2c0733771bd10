import { hostPort } from "../../base/index.ts";
import { plain, quote } from "../plain.ts";
import { duration } from "../units.ts";
import { count, type Describers, list } from "./describer.ts";

/** More listeners than this are counted and not named. */
const MOST_LISTENERS = 4;

type HostKind =
  | "clock-reading"
  | "kernel-counters"
  | "kernel-log"
  | "socket-table"
  | "local-routes"
  | "neighbours"
  | "process-limits";

/** Kinds about the host that asks. */
export const describeHost: Describers<HostKind> = {
  "clock-reading": ({ of, means, offset, uncertainty }) =>
    `The clock of ${of} (${means}) is ${duration(Math.abs(offset))} ${offset < 0 ? "behind" : "ahead of"} this host's, ± ${duration(uncertainty)}`,
  "kernel-counters": ({ counters }) => {
    const told = tellingCounters.flatMap((name) =>
      (counters[name] ?? 0) > 0 ? [`${name} ${counters[name]}`] : [],
    );
    const risen = told.length > 0 ? `since boot ${told.join(", ")}` : "none that counts drops is above 0";
    return `${count(Object.keys(counters).length, "counter")} of the kernel: ${risen}`;
  },
  "kernel-log": ({ lines }) => {
    const last = lines.at(-1);
    return last === undefined
      ? "The kernel's log says nothing of the network, memory or limits"
      : `${count(lines.length, "line")} of the kernel's log, the last ${quote(last.text, 80)}`;
  },
  "socket-table": ({ byState, listeners, localPortRange: [first, last] }) => {
    const states = Object.entries(byState)
      .sort(([, a], [, b]) => b - a)
      .map(([state, sockets]) => `${sockets} ${plain(state)}`);
    const bound = listeners.map(({ address, port }) => hostPort(address, port));
    const places = bound.length > 0 && bound.length <= MOST_LISTENERS ? ` on ${list(bound)}` : "";
    const waiting = listeners.flatMap(({ port, acceptQueue }) =>
      acceptQueue > 0 ? [`${acceptQueue} wait to be accepted at port ${port}`] : [],
    );
    const queues = waiting.length > 0 ? ` (${list(waiting)})` : "";
    return `Sockets: ${list(states)}; ${count(listeners.length, "listener")}${places}${queues}; local ports ${first}–${last}`;
  },
  "local-routes": ({ routes, interfaces, hasDefault }) => {
    const families = [hasDefault.ipv4 ? "IPv4" : "", hasDefault.ipv6 ? "IPv6" : ""].filter(
      (family) => family !== "",
    );
    const up = interfaces.map(({ name, state }) => `${plain(name)} ${state}`);
    return `${count(routes.length, "route")}, default for ${families.length > 0 ? families.join(" and ") : "no family"}; interfaces ${list(up)}`;
  },
  neighbours: ({ entries }) => {
    const silent = entries.filter(({ state }) => state === "incomplete").map(({ address }) => address);
    return `${count(entries.length, "neighbour")}${silent.length > 0 ? `; no answer from ${list(silent)}` : ""}`;
  },
  "process-limits": ({ openFiles, systemFiles, conntrack }) => {
    const tracked = conntrack === null ? "" : `; conntrack ${conntrack.entries} of ${conntrack.limit}`;
    const whole =
      systemFiles === null ? "" : `, on the whole host ${systemFiles.used} of ${systemFiles.limit}`;
    return `Open files ${openFiles.used} of ${openFiles.soft}${whole}${tracked}`;
  },
};

/** Counters that a drop or a limit raises: Documentation/networking/snmp_counter.rst of the kernel. */
const tellingCounters = [
  "TcpExtListenOverflows",
  "TcpExtListenDrops",
  "TcpExtTCPReqQFullDrop",
  "TcpExtTCPMemoryPressures",
  "TcpExtIPReversePathFilter",
  "UdpRcvbufErrors",
  "IpFragFails",
  "IcmpInDestUnreachs",
];
