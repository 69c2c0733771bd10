import { addressOf } from "./address.ts";
import { type Attributes, hostNumber, readAttributes } from "./attributes.ts";

/** One way of a route. */
export interface RouteHop {
  readonly gateway: string | null;
  readonly interfaceIndex: number | null;
  /** Relative; 1 for a route with one way. */
  readonly weight: number;
  /** The kernel does not use it: interface down, carrier lost, or its gateway unresolved. */
  readonly isDead: boolean;
  readonly isOnLink: boolean;
}

/** A route of any table, or the answer to a route request. RTM_NEWROUTE, rtnetlink(7). */
export interface Route {
  readonly family: 4 | 6;
  readonly type: RouteType;
  /** CIDR; the whole family where the route has no destination. */
  readonly destination: string;
  /** CIDR of a source-specific route. */
  readonly sourcePrefix: string | null;
  /** 254 is main, 255 local, 253 default. */
  readonly table: number;
  /** rtm_protocol: 2 kernel, 3 boot, 4 static, 9 router advertisement, 16 DHCP. */
  readonly protocol: number;
  /** The lower is preferred. */
  readonly metric: number;
  readonly preferredSource: string | null;
  /** Octets, set on the route or learnt. */
  readonly mtu: number | null;
  /** Octets. */
  readonly advertisedMss: number | null;
  /** A copy for one destination, made of an exception: learnt path MTU, redirect. For IPv4 every answer is one. */
  readonly isClone: boolean;
  /** Clock ticks until it is forgotten; `null` where it stays. */
  readonly expires: number | null;
  /** errno(3) that packets of it meet; 0 where they are sent. */
  readonly errno: number;
  /** More than one for a multipath route; none for one that sends nowhere. */
  readonly hops: readonly RouteHop[];
}

/** What becomes of packets. rtm_type, linux/rtnetlink.h. */
export type RouteType = (typeof routeTypes)[number];

const routeTypes = [
  "unspecified",
  "unicast",
  "local",
  "broadcast",
  "anycast",
  "multicast",
  "blackhole",
  "unreachable",
  "prohibit",
  "throw",
  "nat",
  "external",
] as const;
const ROUTE_OCTETS = 12;
const HOP_OCTETS = 8;
const RTM_F_CLONED = 0x200;
const attribute = {
  destination: 1,
  source: 2,
  outputInterface: 4,
  gateway: 5,
  metric: 6,
  preferredSource: 7,
  metrics: 8,
  multipath: 9,
  cacheInfo: 12,
  table: 15,
  via: 18,
} as const;
/** RTAX_MTU and RTAX_ADVMSS, linux/rtnetlink.h. */
const metric = { mtu: 2, advertisedMss: 8 } as const;
const hopFlag = { dead: 0x01, onLink: 0x04, linkDown: 0x10, unresolved: 0x20 } as const;

/** Reads the payload of RTM_NEWROUTE; `null` where it is no IP route. */
export function decodeRoute(payload: Uint8Array): Route | null {
  if (payload.length < ROUTE_OCTETS) return null;
  const [number, destinationLength = 0, sourceLength = 0, , table = 0, protocol = 0, , type = 0] = payload;
  if (number !== 2 && number !== 10) return null;
  const family = number === 2 ? 4 : 6;
  const attributes = readAttributes(payload, ROUTE_OCTETS);
  const metrics = readAttributes(attributes.get(attribute.metrics));
  const flags = hostNumber(payload.subarray(8, 12)) ?? 0;
  const cacheInfo = attributes.get(attribute.cacheInfo);
  const expires = hostNumber(cacheInfo?.subarray(8, 12)) ?? 0;
  const error = (hostNumber(cacheInfo?.subarray(12, 16)) ?? 0) | 0;
  const zero = family === 4 ? "0.0.0.0" : "::";
  return {
    family,
    type: routeTypes[type] ?? "unspecified",
    destination: `${addressOf(attributes.get(attribute.destination)) ?? zero}/${destinationLength}`,
    sourcePrefix:
      sourceLength === 0 ? null : `${addressOf(attributes.get(attribute.source)) ?? zero}/${sourceLength}`,
    table: hostNumber(attributes.get(attribute.table)) ?? table,
    protocol,
    metric: hostNumber(attributes.get(attribute.metric)) ?? 0,
    preferredSource: addressOf(attributes.get(attribute.preferredSource)),
    mtu: hostNumber(metrics.get(metric.mtu)),
    advertisedMss: hostNumber(metrics.get(metric.advertisedMss)),
    isClone: (flags & RTM_F_CLONED) !== 0,
    expires: expires === 0 ? null : expires,
    errno: Math.abs(error),
    hops: hopsOf(attributes, flags),
  };
}

function hopsOf(attributes: Attributes, flags: number): readonly RouteHop[] {
  const paths = attributes.get(attribute.multipath);
  if (paths !== undefined) return readHops(paths);
  const interfaceIndex = hostNumber(attributes.get(attribute.outputInterface));
  const gateway = gatewayOf(attributes);
  return interfaceIndex === null && gateway === null ? [] : [hop(flags, 0, interfaceIndex, gateway)];
}

/** struct rtnexthop: length (2 octets), flags, weight less one, interface (4), attributes. */
function readHops(octets: Uint8Array): readonly RouteHop[] {
  const hops: RouteHop[] = [];
  for (let at = 0; at + HOP_OCTETS <= octets.length; ) {
    const length = hostNumber(octets.subarray(at, at + 2)) ?? 0;
    if (length < HOP_OCTETS || at + length > octets.length) break;
    const gateway = gatewayOf(readAttributes(octets.subarray(at, at + length), HOP_OCTETS));
    hops.push(
      hop(octets[at + 2] ?? 0, octets[at + 3] ?? 0, hostNumber(octets.subarray(at + 4, at + 8)), gateway),
    );
    at += (length + 3) & ~3;
  }
  return hops;
}

/** The flags of a way stand in the low octet of the route's own where there is but one. */
const hop = (
  flags: number,
  weightLessOne: number,
  interfaceIndex: number | null,
  gateway: string | null,
): RouteHop => ({
  gateway,
  interfaceIndex,
  weight: weightLessOne + 1,
  isDead: (flags & (hopFlag.dead | hopFlag.linkDown | hopFlag.unresolved)) !== 0,
  isOnLink: (flags & hopFlag.onLink) !== 0,
});

/** RTA_VIA carries a gateway of the other family, after two octets that say which. RFC 5549. */
const gatewayOf = (attributes: Attributes): string | null =>
  addressOf(attributes.get(attribute.gateway)) ?? addressOf(attributes.get(attribute.via)?.subarray(2));
