import { rawList, rawNumber, rawObject, rawText } from "../policy/raw.ts";
import { holds, isOne, type Range, rangeOf, textOf } from "./range.ts";
import { type Route, routeTo } from "./routes.ts";

/** One interface of a node. */
export interface Link {
  readonly name: string;
  readonly mtu: number;
  /** As the kernel calls it: `veth`, `bridge`, `vxlan` …; `null` for hardware. */
  readonly kind: string | null;
  /** The bridge that it is a port of. */
  readonly master: string | null;
  /** The other end is in another network namespace. */
  readonly leadsElsewhere: boolean;
  readonly addresses: readonly Range[];
  /** The device below it, as a tunnel names it; `null` where it names none. */
  readonly below: string | null;
  /** It wraps into IPv6. */
  readonly isSixOutside: boolean;
}

/** Interfaces that are read: a node has a hundred Pods or so. */
const MOST_LINKS = 4_096;

/** Reads `ip -d -j address show`. ip-address(8). */
export const parseLinks = (json: unknown): readonly Link[] =>
  rawList(json)
    .slice(0, MOST_LINKS)
    .flatMap((one) => linkOf(rawObject(one)) ?? []);

function linkOf(raw: Readonly<Record<string, unknown>>): Link | null {
  const name = rawText(raw["ifname"]);
  const mtu = rawNumber(raw["mtu"]);
  if (name === null || mtu === null) return null;
  const info = rawObject(raw["linkinfo"]);
  const data = rawObject(info["info_data"]);
  const six = [data["local6"], data["remote6"], data["group6"], data["local"], data["remote"]].map(rawText);
  return {
    name,
    mtu,
    kind: rawText(info["info_kind"]),
    master: rawText(raw["master"]),
    leadsElsewhere: raw["link_netnsid"] !== undefined,
    addresses: rawList(raw["addr_info"]).flatMap((address) => {
      const { local, prefixlen } = rawObject(address);
      return rangeOf(`${rawText(local) ?? ""}/${rawNumber(prefixlen) ?? ""}`) ?? [];
    }),
    below: rawText(data["link"]),
    isSixOutside: six.some((text) => text?.includes(":") === true),
  };
}

/**
 * The interfaces that lead to Pods: one end of a pair whose other end is in another namespace, either a port of the bridge that has
 * an address of the node's Pods, or where a route to one of their addresses leads.
 */
export function podLinks(
  links: readonly Link[],
  routes: readonly Route[],
  own: readonly Range[],
): readonly Link[] {
  const isOwn = (range: Range) => own.some((one) => holds(one, range) === true);
  const bridges = new Set(
    links.filter(({ kind, addresses }) => kind === "bridge" && addresses.some(isOwn)).map(({ name }) => name),
  );
  const routed = new Set(
    routes.flatMap(({ to, device }) => (device !== null && isOne(to) && isOwn(to) ? [device] : [])),
  );
  return links.filter(
    ({ name, kind, master, leadsElsewhere }) =>
      kind === "veth" && leadsElsewhere && (master === null ? routed.has(name) : bridges.has(master)),
  );
}

/**
 * The ranges of Pods where nobody tells them: that of a bridge with ports that lead to other namespaces, or, where Pods are known,
 * those of the routes that lead to them on this node.
 */
export function rangesSeen(
  links: readonly Link[],
  routes: readonly Route[],
  pods: readonly string[],
): readonly string[] {
  const ports = links.filter(({ kind, leadsElsewhere }) => kind === "veth" && leadsElsewhere);
  const bridges = new Set(ports.flatMap(({ master }) => master ?? []));
  const addresses = pods.flatMap((text) => rangeOf(text) ?? []);
  const near = routes.filter(({ via, type, to }) => via === null && type === "unicast" && to.bits > 0);
  const found =
    addresses.length > 0
      ? addresses.map((address) => routeTo(near, address)?.to ?? address)
      : near.flatMap(({ to, device }) => (device !== null && bridges.has(device) ? [to] : []));
  return [...new Set(found.map(textOf))];
}

/** Interfaces by their MTU. */
export function mtusOf(
  links: readonly Link[],
): readonly { readonly mtu: number; readonly interfaces: number }[] {
  const counts = new Map<number, number>();
  for (const { mtu } of links) counts.set(mtu, (counts.get(mtu) ?? 0) + 1);
  return [...counts].map(([mtu, interfaces]) => ({ mtu, interfaces }));
}
