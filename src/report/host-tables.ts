import { hostPort } from "../base/index.ts";
import type { Used } from "../evidence/index.ts";
import { count, list } from "./describe/describer.ts";
import type { HostPage } from "./host.ts";
import type { Paint } from "./paint.ts";
import { plain } from "./plain.ts";
import { percent } from "./units.ts";
import { hang } from "./wrap.ts";

const MOST_NAMED = 5;

/** What the host is doing, one labelled line each: sockets, who holds them, towards whom, listeners, limits, interfaces. */
export function hostTables({ now, before, of }: HostPage, width: number, paint: Paint): readonly string[] {
  const lines: readonly (readonly [label: string, text: string])[] = [
    ["sockets", states(now.owners?.total.byState ?? {}, before?.owners?.total.byState)],
    ["processes", processes(now.owners)],
    ["peers", peers(now.owners)],
    ["listeners", listeners(now.owners)],
    ["limits", of === null ? limits(now) : ""],
    ["routing", of === null ? routing(now.tcp) : ""],
    ["interfaces", of === null ? interfaces(now.interfaces) : ""],
  ];
  return lines
    .filter(([, text]) => text !== "")
    .flatMap(([label, text]) => {
      const head = label.padEnd(12);
      const [first = "", ...rest] = hang(head, text, width);
      return [paint("dim", head) + first.slice(head.length), ...rest];
    });
}

/** A number that can be read: `28,232`. */
export const grouped = (number: number): string =>
  String(Math.round(number)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** A change with its sign; nothing where there is none. */
export const signed = (change: number): string =>
  change === 0 ? "" : change > 0 ? ` (+${grouped(change)})` : ` (-${grouped(-change)})`;

function states(
  byState: Readonly<Record<string, number>>,
  earlier: Readonly<Record<string, number>> | undefined,
): string {
  const all = Object.entries(byState).sort(([, a], [, b]) => b - a);
  return all.length === 0
    ? "none"
    : all
        .map(
          ([state, many]) =>
            `${grouped(many)} ${state}${earlier === undefined ? "" : signed(many - (earlier[state] ?? 0))}`,
        )
        .join(", ");
}

function processes(owners: HostPage["now"]["owners"]): string {
  if (owners === null) return "";
  const named = owners.processes.slice(0, MOST_NAMED).map(({ name, pid, byState, openFiles }) => {
    const sockets = Object.values(byState).reduce((sum, many) => sum + many, 0);
    const files =
      openFiles === null ? "" : `, ${percent(openFiles.used / Math.max(openFiles.soft, 1))} of its files`;
    return `${plain(name)} (${pid}) ${grouped(sockets)}${files}`;
  });
  const rest = owners.processes.length - named.length;
  const hidden =
    owners.unowned > 0 ? [`${count(owners.unowned, "socket")} of processes that are not seen`] : [];
  return [...named, ...(rest > 0 ? [`${rest} more`] : []), ...hidden].join("; ");
}

function peers(owners: HostPage["now"]["owners"]): string {
  const all = owners?.peers ?? [];
  const named = all.slice(0, MOST_NAMED).map(({ address, port, byState }) => {
    const sockets = Object.values(byState).reduce((sum, many) => sum + many, 0);
    return `${hostPort(address, port)} ${grouped(sockets)}`;
  });
  return [...named, ...(all.length > named.length ? [`${all.length - named.length} more`] : [])].join("; ");
}

function listeners(owners: HostPage["now"]["owners"]): string {
  const all = owners?.listeners ?? [];
  if (all.length === 0) return "";
  const waiting = all.filter(({ queue }) => queue > 0);
  const shown = waiting
    .slice(0, MOST_NAMED)
    .map(
      ({ address, port, queue, backlog }) =>
        `${hostPort(address, port)} has ${grouped(queue)} waiting${backlog === null ? "" : ` of ${grouped(backlog)}`}`,
    );
  const ports = [...new Set(all.map(({ port }) => port))].sort((a, b) => a - b);
  return `${all.length} on ports ${list(ports.map(String), 12)}; ${shown.length === 0 ? "no accept queue holds anything" : shown.join("; ")}`;
}

function limits({ tcp, limits: process }: HostPage["now"]): string {
  const used = (what: string, of: Used | null | undefined) =>
    of == null ? [] : [`${what} ${percent(of.used / Math.max(of.limit, 1))} of ${grouped(of.limit)}`];
  const tracking = process?.conntrack ?? null;
  const range = tcp === null ? [] : [`local ports ${tcp.localPorts.join("–")}`];
  const reuse = tcp?.timeWaitReuse == null ? [] : [`tcp_tw_reuse ${tcp.timeWaitReuse}`];
  return [
    ...used("TCP memory", tcp?.memory),
    ...used("orphans", tcp?.orphans),
    ...used("TIME_WAIT", tcp?.timeWait),
    ...used("conntrack", tracking === null ? null : { used: tracking.entries, limit: tracking.limit }),
    ...range,
    ...reuse,
  ].join("; ");
}

function routing(tcp: HostPage["now"]["tcp"]): string {
  if (tcp === null) return "";
  const word = (on: boolean | null) => (on === null ? "not seen" : on ? "on" : "off");
  const strict = tcp.strictReversePath;
  const { ipv4, ipv6 } = tcp.forwarding;
  return `forwarding IPv4 ${word(ipv4)}, IPv6 ${word(ipv6)}; strict rp_filter on ${list(strict.map(plain), 6)}`;
}

function interfaces(counters: HostPage["now"]["interfaces"]): string {
  const all = (counters?.interfaces ?? []).filter(
    ({ received, sent }) => received.packets + sent.packets > 0,
  );
  const shown = all.slice(0, MOST_NAMED).map(({ name, received, sent, queue }) => {
    const bad = [
      ["errors", received.errors + sent.errors],
      ["dropped", received.dropped + sent.dropped],
      ["dropped by its queue", queue?.dropped ?? 0],
    ].flatMap(([what, many]) => (Number(many) > 0 ? [`${grouped(Number(many))} ${what}`] : []));
    return `${plain(name)} ${bad.length === 0 ? "clean" : bad.join(", ")}`;
  });
  return [...shown, ...(all.length > shown.length ? [`${all.length - shown.length} more`] : [])].join("; ");
}
