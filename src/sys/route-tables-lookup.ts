import {
  addressOctets,
  decodeLink,
  decodeRoute,
  encodeRouteRequest,
  FIB_MATCH,
  hostOctets,
  type Link,
  LOOKUP_TABLE,
  type Route,
  type RoutedPacket,
  readAttributes,
  writeAttribute,
} from "../wire/index.ts";
import { KernelError } from "./libc.ts";
import { isTableAbsent, type Netlink, NetlinkRefusal } from "./netlink.ts";

/** A packet whose way is asked for. */
export interface AskedRoute extends Omit<RoutedPacket, "inputIndex"> {
  /** Name of the interface that it comes in by; left out for one that the host sends itself. */
  readonly inputInterface?: string | undefined;
}

/** What the kernel would do with a packet. `ip route get`. */
export interface RouteAnswer {
  readonly destination: string;
  /** `null` where the kernel was to choose it, and where the one asked for is none of this host's and no interface was named. */
  readonly source: string | null;
  /** `null` for a packet of the host's own, and where the kernel could not be asked for want of a source. */
  readonly inputInterface: string | null;
  /**
   * - `unicast`: sent on by `device`; also broadcasts and multicasts.
   * - `local`: for this host.
   * - `rejected-source`: no packet with this source, or with a destination that only this host may use (127.0.0.0/8), may
   *   come in by this interface.
   */
  readonly outcome:
    | "unicast"
    | "local"
    | "no-route"
    | "unreachable"
    | "prohibit"
    | "blackhole"
    | "rejected-source";
  readonly errno: number | null;
  /**
   * The host passes on no packets of others that come in by that interface, wherever they go: the outcome is the one for
   * its own packets.
   */
  readonly isForwardingOff: boolean;
  readonly gateway: string | null;
  readonly device: string | null;
  readonly preferredSource: string | null;
  readonly matchedPrefix: string | null;
  readonly table: number | null;
  /** Octets: of the route where it has one, else of the device. */
  readonly mtu: number | null;
  readonly cachedMtu: number | null;
}

const RTM_GETROUTE = 26;
const RTM_GETLINK = 18;
const RTM_GETNETCONF = 82;
const IFLA_IFNAME = 3;
/** NETCONFA_IFINDEX, NETCONFA_FORWARDING; and the index that means all interfaces. linux/netconf.h. */
const netconf = { index: 1, forwarding: 2, all: -1 } as const;
const errno = {
  again: 11,
  access: 13,
  crossDevice: 18,
  invalid: 22,
  netUnreachable: 101,
  hostUnreachable: 113,
} as const;

/**
 * What the kernel would do with a packet, in the namespace of a "route" socket. The refusals of a lookup are outcomes.
 *
 * @throws KernelError: ENODEV where the interface is not there; EINVAL where an address is not numeric or the families differ.
 */
export function routeTo(netlink: Netlink, asked: AskedRoute): RouteAnswer {
  if (asked.inputInterface === undefined) return ownPacket(netlink, asked);
  const input = linkOf(netlink, { name: asked.inputInterface });
  // The kernel takes a packet without a source for forged.
  if (asked.source === undefined) return ownPacket(netlink, asked);
  const isForwardingOff = !forwards(netlink, input.index, asked.destination);
  const packet = { ...asked, inputIndex: input.index };
  const looked = lookUp(netlink, packet);
  if ("route" in looked) {
    const answer = describe(netlink, packet, looked.route);
    return {
      ...answer,
      inputInterface: input.name,
      isForwardingOff: isForwardingOff && answer.outcome !== "local",
    };
  }
  const isIpv4 = !asked.destination.includes(":");
  const alone = (): RouteAnswer => ownPacket(netlink, { ...asked, source: undefined });
  // IPv4 says EHOSTUNREACH for any destination but its own while the interface does not forward.
  if (isIpv4 && isForwardingOff && looked.errno === errno.hostUnreachable) {
    const own = alone();
    return { ...own, source: asked.source, inputInterface: input.name, isForwardingOff: true };
  }
  // The destination is looked up first, then the source is checked: EXDEV of old for rp_filter, EINVAL for the same since
  // Linux 6.14, for a martian always, and for a blackhole too. Only the route of the destination itself tells them apart.
  const isRejected =
    isIpv4 &&
    (looked.errno === errno.crossDevice ||
      (looked.errno === errno.invalid && alone().outcome !== "blackhole"));
  return refused(packet, {
    inputInterface: input.name,
    outcome: isRejected ? "rejected-source" : outcomeOf(looked.errno),
    errno: looked.errno,
    isForwardingOff,
  });
}

/** A packet that the host sends itself. */
function ownPacket(netlink: Netlink, asked: AskedRoute): RouteAnswer {
  const packet: RoutedPacket = { ...asked, inputIndex: undefined };
  const looked = lookUp(netlink, packet);
  if ("route" in looked) return describe(netlink, packet, looked.route);
  // IPv4 says ENETUNREACH also for a source that is not the host's own, whatever the destination.
  if (asked.source !== undefined && !isOwn(netlink, asked.source))
    return ownPacket(netlink, { ...asked, source: undefined });
  return refused(packet, {
    inputInterface: null,
    outcome: outcomeOf(looked.errno),
    errno: looked.errno,
    isForwardingOff: false,
  });
}

function isOwn(netlink: Netlink, address: string): boolean {
  const looked = lookUp(netlink, { destination: address });
  return "route" in looked && looked.route.type === "local";
}

const outcomeOf = (number: number): RouteAnswer["outcome"] => {
  if (number === errno.access) return "prohibit";
  if (number === errno.invalid) return "blackhole";
  return number === errno.hostUnreachable ? "unreachable" : "no-route";
};

/** Numbers that are a lookup's answer; any other is a failure to ask. A `throw` route that nothing follows is EAGAIN. */
const answers: readonly number[] = Object.values(errno);

/** One lookup: the route, or the errno(3) that is the kernel's answer. @throws KernelError where it cannot be asked. */
export function lookUp(
  netlink: Netlink,
  packet: RoutedPacket,
  flags = 0,
): { readonly route: Route } | { readonly errno: number } {
  // IPv6 always says which table answered, and refuses the flag that asks IPv4 to.
  const body = encodeRouteRequest(packet, packet.destination.includes(":") ? flags : flags | LOOKUP_TABLE);
  if (body === null) throw new KernelError("RTM_GETROUTE", errno.invalid);
  try {
    const route = decodeRoute(netlink.ask({ call: "RTM_GETROUTE", type: RTM_GETROUTE, body }));
    if (route === null) throw new KernelError("RTM_GETROUTE", errno.invalid);
    // IPv6 may give a rejecting route with its error inside.
    return route.errno === 0 ? { route } : { errno: route.errno };
  } catch (error) {
    // A request that the kernel does not understand is EINVAL too, but with an explanation.
    const isAnswer =
      error instanceof NetlinkRefusal && error.explanation === null && answers.includes(error.errno);
    if (isAnswer) return { errno: error.errno };
    throw error;
  }
}

function describe(netlink: Netlink, packet: RoutedPacket, route: Route): RouteAnswer {
  const [hop] = route.hops;
  const isLocal = route.type === "local" || route.type === "anycast";
  const device = hop?.interfaceIndex == null ? null : linkOf(netlink, { index: hop.interfaceIndex });
  const matched = lookUp(netlink, packet, FIB_MATCH);
  const fib = "route" in matched ? matched.route : null;
  // IPv4 answers are clones always, and only a learnt MTU makes one expire; IPv6 makes a clone of an exception only.
  const isLearnt = route.isClone && route.mtu !== null && (route.family === 6 || route.expires !== null);
  const deviceMtu = (route.family === 6 ? device?.mtu6 : null) ?? device?.mtu ?? null;
  return {
    destination: packet.destination,
    source: packet.source ?? null,
    inputInterface: null,
    outcome: isLocal ? "local" : "unicast",
    errno: null,
    isForwardingOff: false,
    gateway: hop?.gateway ?? null,
    device: device?.name ?? null,
    preferredSource:
      packet.inputIndex === undefined ? (route.preferredSource ?? packet.source ?? null) : null,
    matchedPrefix: fib?.destination ?? null,
    table: fib?.table ?? route.table,
    mtu: (isLearnt ? fib?.mtu : route.mtu) ?? deviceMtu,
    cachedMtu: isLearnt ? route.mtu : null,
  };
}

const refused = (
  packet: RoutedPacket,
  why: Pick<RouteAnswer, "inputInterface" | "outcome" | "errno" | "isForwardingOff">,
): RouteAnswer => ({
  destination: packet.destination,
  source: packet.source ?? null,
  gateway: null,
  device: null,
  preferredSource: null,
  matchedPrefix: null,
  table: null,
  mtu: null,
  cachedMtu: null,
  ...why,
});

/** One interface by name or index. @throws KernelError: ENODEV. */
export function linkOf(netlink: Netlink, of: { readonly name: string } | { readonly index: number }): Link {
  const head = new Uint8Array(16);
  if ("index" in of) head.set(hostOctets(of.index), 4);
  const name = "name" in of ? writeAttribute(IFLA_IFNAME, Buffer.from(`${of.name}\0`)) : new Uint8Array(0);
  const link = decodeLink(
    netlink.ask({ call: "RTM_GETLINK", type: RTM_GETLINK, body: Buffer.concat([head, name]) }),
  );
  if (link === null) throw new KernelError("RTM_GETLINK", 19);
  return link;
}

/** IPv4 forwards by the interface's own setting, IPv6 by the one for all. net/ipv4/route.c, net/ipv6/ip6_output.c. */
function forwards(netlink: Netlink, index: number, destination: string): boolean {
  const isIpv4 = addressOctets(destination)?.length === 4;
  const body = Buffer.concat([
    Uint8Array.of(isIpv4 ? 2 : 10, 0, 0, 0),
    writeAttribute(netconf.index, hostOctets(isIpv4 ? index : netconf.all)),
  ]);
  try {
    const answer = netlink.ask({ call: "RTM_GETNETCONF", type: RTM_GETNETCONF, body });
    return (
      readAttributes(answer, 4)
        .get(netconf.forwarding)
        ?.some((octet) => octet !== 0) ?? true
    );
  } catch (error) {
    // Before Linux 3.8, or an interface without this family: nothing is known against it.
    if (isTableAbsent(error) || (error instanceof KernelError && error.errno === errno.invalid)) return true;
    throw error;
  }
}
