import { type Attributes, hostNumber, readAttributes, textOf } from "./attributes.ts";

/** An interface and what it has counted since it came up. RTM_NEWLINK, rtnetlink(7). */
export interface Link {
  readonly index: number;
  readonly name: string;
  /** `veth`, `bridge`, `vlan`, `wireguard` …; `null` for hardware and loopback. */
  readonly kind: string | null;
  readonly isLoopback: boolean;
  /** It leads to one other end: a tunnel. */
  readonly isPointToPoint: boolean;
  /** It asks nobody for hardware addresses: a dummy, and most tunnels. */
  readonly hasNoArp: boolean;
  /** Administratively up: `ip link set … up`. */
  readonly isUp: boolean;
  /** Index of the bridge, bond or VRF that it belongs to. */
  readonly master: number | null;
  /** Index of the interface below, or of the peer in another namespace. */
  readonly lower: number | null;
  /** Octets. */
  readonly mtu: number;
  /** Octets that IPv6 uses, lowered by router advertisements; `null` without IPv6. */
  readonly mtu6: number | null;
  /** RFC 2863. */
  readonly operState: "unknown" | "not-present" | "down" | "lower-layer-down" | "testing" | "dormant" | "up";
  readonly carrier: boolean | null;
  readonly carrierChanges: number | null;
  /** `02:00:00:00:00:01`; `null` without one. */
  readonly mac: string | null;
  /** Packets that the transmit queue holds at most. */
  readonly transmitQueue: number | null;
  readonly qdisc: string | null;
  readonly received: LinkCounters;
  readonly sent: LinkCounters;
}

/** Counters of one direction. struct rtnl_link_stats64, linux/if_link.h. */
export interface LinkCounters {
  readonly packets: number;
  readonly octets: number;
  readonly errors: number;
  readonly dropped: number;
}

const INTERFACE_OCTETS = 16;
const attribute = {
  address: 1,
  name: 3,
  mtu: 4,
  link: 5,
  qdisc: 6,
  master: 10,
  transmitQueue: 13,
  operState: 16,
  linkInfo: 18,
  stats64: 23,
  familySpecific: 26,
  carrier: 33,
  carrierChanges: 35,
} as const;
const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;
const IFF_POINTOPOINT = 0x10;
const IFF_NOARP = 0x80;
const operStates = [
  "unknown",
  "not-present",
  "down",
  "lower-layer-down",
  "testing",
  "dormant",
  "up",
] as const;

/** Reads the payload of RTM_NEWLINK; `null` where it is too short or without a name. */
export function decodeLink(payload: Uint8Array): Link | null {
  if (payload.length < INTERFACE_OCTETS) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const attributes = readAttributes(payload, INTERFACE_OCTETS);
  const name = textOf(attributes.get(attribute.name));
  if (name === null) return null;
  const flags = view.getUint32(8, true);
  const carrier = hostNumber(attributes.get(attribute.carrier));
  const counters = countersOf(attributes.get(attribute.stats64));
  return {
    index: view.getInt32(4, true),
    name,
    kind: textOf(readAttributes(attributes.get(attribute.linkInfo)).get(1)),
    isLoopback: (flags & IFF_LOOPBACK) !== 0,
    isPointToPoint: (flags & IFF_POINTOPOINT) !== 0,
    hasNoArp: (flags & IFF_NOARP) !== 0,
    isUp: (flags & IFF_UP) !== 0,
    master: hostNumber(attributes.get(attribute.master)),
    lower: hostNumber(attributes.get(attribute.link)),
    mtu: hostNumber(attributes.get(attribute.mtu)) ?? 0,
    mtu6: mtu6Of(attributes),
    operState: operStates[hostNumber(attributes.get(attribute.operState)) ?? 0] ?? "unknown",
    carrier: carrier === null ? null : carrier !== 0,
    carrierChanges: hostNumber(attributes.get(attribute.carrierChanges)),
    mac: macText(attributes.get(attribute.address)),
    transmitQueue: hostNumber(attributes.get(attribute.transmitQueue)),
    qdisc: textOf(attributes.get(attribute.qdisc)),
    received: counters(0),
    sent: counters(1),
  };
}

/** The four pairs of counters at the head of the structure: packets, octets, errors, dropped; each received, then sent. */
function countersOf(value: Uint8Array | undefined): (direction: 0 | 1) => LinkCounters {
  const view =
    value === undefined || value.length < 64 ? null : new DataView(value.buffer, value.byteOffset, 64);
  return (direction) => {
    const counter = (pair: number): number =>
      view === null ? 0 : Number(view.getBigUint64((pair * 2 + direction) * 8, true));
    return { packets: counter(0), octets: counter(1), errors: counter(2), dropped: counter(3) };
  };
}

/** IFLA_AF_SPEC → AF_INET6 → IFLA_INET6_CONF, an array in which DEVCONF_MTU6 is third. linux/ipv6.h. */
function mtu6Of(attributes: Attributes): number | null {
  const inet6 = readAttributes(attributes.get(attribute.familySpecific)).get(10);
  const settings = readAttributes(inet6).get(2);
  return settings === undefined ? null : hostNumber(settings.subarray(8, 12));
}

/** A hardware address as `ip link` prints it; `null` where there is none, or only zeros. */
export function macText(octets: Uint8Array | undefined): string | null {
  if (octets === undefined || octets.length === 0 || octets.every((octet) => octet === 0)) return null;
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(":");
}
