import { isAddress } from "../../base/index.ts";
import { decodeIpv4, decodeIpv6Words } from "../../sys/index.ts";

/** A socket that listens. */
interface Listener {
  readonly address: string;
  readonly port: number;
}

/** State LISTEN as /proc prints it. include/net/tcp_states.h. */
const LISTEN = "0A";

const MOST_LISTENERS = 200;

/** The sockets that listen, by /proc/net/tcp or tcp6; `null` where it is no such table. proc_pid_net(5). */
export function listenersOf(table: string): readonly Listener[] | null {
  if (!/^\s*sl\s+local_address/.test(table)) return null;
  const found = new Map<string, Listener>();
  for (const line of table.split("\n")) {
    const [, local, , state] = line.trim().split(/\s+/, 4);
    if (state !== LISTEN || local === undefined) continue;
    const [hex = "", portHex = ""] = local.split(":");
    const address = hex.length === 8 ? decodeIpv4(hex) : hex.length === 32 ? decodeIpv6Words(hex) : null;
    const port = Number.parseInt(portHex, 16);
    if (address === null || !(port >= 1 && port <= 65_535)) continue;
    found.set(`${address} ${port}`, { address, port });
    if (found.size === MOST_LISTENERS) break;
  }
  return [...found.values()];
}

/** What a Pod's resolver is told. resolv.conf(5). */
export interface ResolverFile {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number | null;
}

/** Reads resolv.conf(5): of several `search` lines the last counts, and of servers the first three. */
export function resolverFileOf(text: string): ResolverFile {
  const nameservers: string[] = [];
  let search: readonly string[] = [];
  let ndots: number | null = null;
  for (const line of text.split("\n", 1_000)) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    const [first = ""] = values;
    if (keyword === "nameserver" && isAddress(first.replace(/%.*$/, ""))) nameservers.push(first);
    if (keyword === "search" || keyword === "domain")
      search = values.slice(0, 32).map((name) => name.slice(0, 253));
    if (keyword !== "options") continue;
    const told = values
      .map((value) => /^ndots:(\d{1,3})$/.exec(value)?.[1])
      .find((digits) => digits !== undefined);
    // More than 15 counts as 15. resolv.conf(5).
    if (told !== undefined) ndots = Math.min(15, Number(told));
  }
  return { nameservers: nameservers.slice(0, 3), search, ndots };
}

/** The interface of the way to everywhere by /proc/net/route; `null` where there is none, `undefined` where it is no such table. */
export function defaultInterfaceOf(table: string): string | null | undefined {
  if (!/^Iface\s+Destination/.test(table)) return undefined;
  for (const line of table.split("\n", 10_000)) {
    const [name, destination, , flags = "", , , , mask] = line.trim().split(/\s+/);
    const isUp = (Number.parseInt(flags, 16) & 1) === 1;
    if (name !== undefined && destination === "00000000" && mask === "00000000" && isUp) return name;
  }
  return null;
}

/** The interface of the way to everywhere by /proc/net/ipv6_route, but for the one to nowhere that every namespace has. */
export function defaultInterfaceOf6(table: string): string | null {
  for (const line of table.split("\n", 10_000)) {
    const columns = line.trim().split(/\s+/);
    const [destination = "", length, , , , , , , flags = "", name = ""] = columns;
    const isReject = (Number.parseInt(flags, 16) & 0x0200) !== 0;
    if (/^0{32}$/.test(destination) && length === "00" && name !== "lo" && name !== "" && !isReject)
      return name;
  }
  return null;
}
