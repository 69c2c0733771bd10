import type { Subnet } from "../draw.ts";
import type { LinkEnd, LinkQuality } from "../links/index.ts";
import type { Host } from "./host.ts";
import { mustRun } from "./run.ts";

/** What joins hosts: a veth pair between two, a bridge between more. */
export interface Wire {
  readonly hosts: readonly Host[];
  readonly families: readonly Family[];
  /** `198.51.100.0/24`, `2001:db8:1:2::/64`. */
  readonly prefix: Readonly<Record<Family, string>>;
  /** A host's address on this wire. */
  address(host: Host, family?: Family): string;
  /** The name of a host's interface on this wire: `eth0`. */
  interface(host: Host): string;
  readonly mtu: number;
  /** Of a slow wire: what it is like at first. */
  readonly slow: LinkQuality | null;
}

/** An IP version. */
export type Family = 4 | 6;

/** How a wire is laid. */
export interface WireOptions {
  /** Default IPv4 alone. */
  readonly families?: readonly Family[];
  /** Default 1500. */
  readonly mtu?: number;
  /**
   * Delay, loss, rate and their like, in user space instead of a veth pair: `{ delay: 20, jitter: 2 }`, or `{}` for a wire
   * that is shaped later. On a wire of more than two hosts it stands between the first of them and all others.
   */
  readonly slow?: LinkQuality;
}

/** Plans a wire: which host has which address and interface on it. Nothing is made yet. */
export function planWire(plan: {
  readonly hosts: readonly Host[];
  readonly subnet: Subnet;
  readonly options: WireOptions;
  /** Number of wires that a host is on already. */
  readonly wiresOf: (host: Host) => number;
  readonly integer: (least: number, most: number) => number;
}): Wire {
  const { hosts, subnet, options } = plan;
  const used = new Set<number>();
  const places = new Map(
    hosts.map((host) => {
      let number = plan.integer(2, 250);
      while (used.has(number)) number = plan.integer(2, 250);
      used.add(number);
      return [host, { number, device: `eth${plan.wiresOf(host)}` }] as const;
    }),
  );
  const placeOf = (host: Host) => {
    const place = places.get(host);
    if (!place) throw new Error(`${host.name} is not on this wire`);
    return place;
  };
  return {
    hosts,
    families: options.families ?? [4],
    mtu: options.mtu ?? 1500,
    slow: options.slow ?? null,
    prefix: { 4: `${subnet.v4}.0/24`, 6: `${subnet.v6}/64` },
    address: (host, family = options.families?.[0] ?? 4) =>
      family === 4
        ? `${subnet.v4}.${placeOf(host).number}`
        : `${subnet.v6}${placeOf(host).number.toString(16)}`,
    interface: (host) => placeOf(host).device,
  };
}

/**
 * Interface indices of one end of every veth pair count from here. Where both ends have the same index, the kernel
 * takes the link for a plain one and notices its carrier only once a second (`linkwatch_urgent_event`).
 */
const OWN_INDEX = 1000;

/**
 * Makes namespaces, wires, addresses and routes: every host reaches every wire by the fewest routers, a host on one
 * wire by a default route.
 */
export async function buildNetwork(
  hosts: readonly Host[],
  wires: readonly Wire[],
  laySlow: (wire: Wire, near: LinkEnd, far: LinkEnd) => Promise<void>,
): Promise<void> {
  const switches = wires.flatMap((wire, index) => (wire.hosts.length > 2 ? [`switch${index}`] : []));
  const lines = [...hosts.map((host) => host.name), ...switches].map((name) => `netns add ${name}`);
  const inside = new Map<string, string[]>([
    ...hosts.map((host) => [host.name, ["link set lo up"]] as [string, string[]]),
    ...switches.map((name) => [name, ["link add br0 type bridge", "link set br0 up"]] as [string, string[]]),
  ]);
  const add = (name: string, ...more: readonly string[]) => inside.get(name)?.push(...more);
  const settings = new Map<string, string[]>();

  const tapped: (() => Promise<void>)[] = [];
  let links = 0;
  for (const [index, wire] of wires.entries()) {
    const ends = wire.hosts.map(
      (host) => `${wire.interface(host)} index ${OWN_INDEX + links++} netns ${host.name}`,
    );
    const slow = slowEnds(wire, index);
    if (slow !== null) tapped.push(() => laySlow(wire, ...slow));
    if (wire.hosts.length === 2 && slow === null)
      lines.push(`link add ${ends[0]} type veth peer name ${ends[1]}`);
    else if (wire.hosts.length > 2)
      for (const [port, end] of ends.entries()) {
        if (slow === null || port > 0)
          lines.push(`link add ${end} type veth peer name port${port} netns switch${index}`);
        add(`switch${index}`, `link set port${port} mtu ${wire.mtu} master br0 up`);
      }
    for (const host of wire.hosts) {
      const device = wire.interface(host);
      settings.set(host.name, [...(settings.get(host.name) ?? []), `ipv6/conf/${device}/accept_dad`]);
      for (const family of wire.families)
        add(
          host.name,
          family === 4
            ? `addr add ${wire.address(host, 4)}/24 brd + dev ${device}`
            : `addr add ${wire.address(host, 6)}/64 nodad dev ${device}`,
        );
      add(host.name, `link set ${device} mtu ${wire.mtu} up`);
    }
  }
  for (const host of hosts) add(host.name, ...routesOf(host, wires));

  await mustRun(["ip", "-batch", "-"], { input: lines.join("\n") });
  for (const lay of tapped) await lay();
  const routers = new Set(hosts.filter(({ isRouter }) => isRouter).map(({ name }) => name));
  await Promise.all(
    [...inside].map(([name, batch]) => {
      // Duplicate address detection would keep a link-local address unusable for a second.
      const off = (settings.get(name) ?? []).map((path) => `echo 0 > /proc/sys/net/${path}`);
      const on = routers.has(name)
        ? ["ipv4/ip_forward", "ipv6/conf/all/forwarding"].map((path) => `echo 1 > /proc/sys/net/${path}`)
        : [];
      const script = [...off, ...on, "exec ip -batch -"].join("; ");
      return mustRun(["nsenter", `--net=/run/netns/${name}`, "sh", "-c", script], {
        input: batch.join("\n"),
      });
    }),
  );
}

/** Where the slow part of a wire comes out: at both hosts, or at the first of them and at the switch. */
function slowEnds(wire: Wire, index: number): readonly [LinkEnd, LinkEnd] | null {
  const [first, second] = wire.hosts;
  if (wire.slow === null || !first || !second) return null;
  const near = { namespace: first.name, device: wire.interface(first) };
  if (wire.hosts.length > 2) return [near, { namespace: `switch${index}`, device: "port0" }];
  return [near, { namespace: second.name, device: wire.interface(second) }];
}

/** The routes of one host as lines of `ip -batch`. */
export function routesOf(host: Host, wires: readonly Wire[]): readonly string[] {
  const own = wires.filter((wire) => wire.hosts.includes(host));
  return ([4, 6] as const).flatMap((family) => {
    const hops = nextHops(host, wires, family);
    const gateways = new Set(hops.values());
    const [only] = gateways;
    if (!host.isRouter && own.length === 1 && only !== undefined)
      // Not the word `default`, which `ip` takes for IPv4 alone.
      return [`route add ${family === 6 ? "::/0" : "0.0.0.0/0"} via ${only}`];
    return [...hops].map(([wire, gateway]) => `route add ${wire.prefix[family]} via ${gateway}`);
  });
}

/** For every wire that a host is not on: the gateway by which it is reached over the fewest routers. */
function nextHops(host: Host, wires: readonly Wire[], family: Family): ReadonlyMap<Wire, string> {
  const hops = new Map<Wire, string>();
  const usable = wires.filter((wire) => wire.families.includes(family));
  const own = usable.filter((wire) => wire.hosts.includes(host));
  const seen = new Set<Wire>(own);
  let edge = own.map((wire) => ({ wire, gateway: null as string | null }));
  while (edge.length > 0) {
    const beyond: typeof edge = [];
    for (const { wire, gateway } of edge)
      for (const router of wire.hosts) {
        if (!router.isRouter || router === host) continue;
        for (const next of usable) {
          if (seen.has(next) || !next.hosts.includes(router)) continue;
          seen.add(next);
          const by = gateway ?? wire.address(router, family);
          hops.set(next, by);
          beyond.push({ wire: next, gateway: by });
        }
      }
    edge = beyond;
  }
  return hops;
}
