import type {
  ConnectionTracking,
  Evidence,
  EvidenceKind,
  EvidenceValue,
  Firewall,
  FirewallMatch,
  LocalRoutes,
  NetworkSettings,
  PathProbe,
  Purpose,
  RouteDecision,
  SocketTable,
} from "../src/evidence/index.ts";
import { exampleRecord } from "./run-example.ts";

/**
 * The hosts of a way, for tests of what each of them says:
 *
 *     client .9 ── 198.51.100.0/24 ── .1 r1 .1 ── 203.0.113.0/24 ── .2 r2 .1 ── 192.0.2.0/24 ── .10 server
 */
export const addresses = {
  client: ["198.51.100.9"],
  r1: ["198.51.100.1", "203.0.113.1"],
  r2: ["203.0.113.2", "192.0.2.1"],
  server: ["192.0.2.10"],
} as const;

export type Hop = keyof typeof addresses;

export const CLIENT = "198.51.100.9";
export const SERVER = "192.0.2.10";

let serial = 100_000;

/** A record of another host than the client, made at one end of the run. */
export function seenAt<K extends EvidenceKind>(
  vantage: string,
  kind: K,
  value: EvidenceValue[K],
  purpose: Purpose = "thaw",
): Evidence {
  serial += 1;
  const id = `e${serial}`;
  const record = exampleRecord<EvidenceKind>(id, kind, value, { boundary: "path", vantage, purpose });
  // What is read before the first probe is older than all else.
  const observedAt = purpose === "freeze" ? record.observedAt - 1_000_000 : record.observedAt;
  return { ...record, by: "observed", attempt: null, observedAt };
}

/** Devices are numbered by the order of a host's addresses. */
export function routesOf(
  host: Hop,
  others: LocalRoutes["routes"] = [],
  changes: Partial<LocalRoutes> = {},
): Evidence {
  const own = addresses[host].map((address, index) => ({
    name: `eth${index}`,
    addresses: [address],
    mtu: 1500,
    state: "up",
    hasCarrier: true,
  }));
  const connected = own.map(({ name, addresses: [address = ""] }) => ({
    destination: `${address.split(".").slice(0, 3).join(".")}.0/24`,
    gateway: null,
    device: name,
    metric: 0,
    type: "unicast" as const,
  }));
  return seenAt(host, "local-routes", {
    routes: [...others, ...connected],
    listsEveryRoute: true,
    interfaces: own,
    otherAddresses: [],
    hasDefault: { ipv4: true, ipv6: false },
    ...changes,
  });
}

const sent: RouteDecision = {
  way: "forward",
  destination: SERVER,
  source: CLIENT,
  inputInterface: null,
  outcome: "unicast",
  errno: null,
  gateway: null,
  device: "eth0",
  preferredSource: null,
  matchedPrefix: null,
  table: 254,
  mtu: 1500,
  cachedMtu: null,
};

/** What a host decides of the flow's packets. */
export const decision = (host: string, value: Partial<RouteDecision>): Evidence =>
  seenAt(host, "route-decision", {
    ...sent,
    ...(value.way === "back" ? { destination: CLIENT, source: SERVER } : {}),
    ...value,
  });

/** Each host of the way as it should be, by what it says; a test leaves one out and puts its own in its place. */
export const good = {
  routes: () => (Object.keys(addresses) as Hop[]).map((host) => routesOf(host)),
  there: {
    client: () => decision("client", { gateway: "198.51.100.1" }),
    r1: () => decision("r1", { gateway: "203.0.113.2", device: "eth1", inputInterface: "eth0" }),
    r2: () => decision("r2", { device: "eth1", inputInterface: "eth0" }),
    server: () => decision("server", { outcome: "local", device: "lo", inputInterface: "eth0" }),
  },
  back: {
    server: () => decision("server", { way: "back", gateway: "192.0.2.1" }),
    r2: () => decision("r2", { way: "back", gateway: "203.0.113.1", inputInterface: "eth1" }),
    r1: () => decision("r1", { way: "back", device: "eth0", inputInterface: "eth1" }),
    client: () => decision("client", { way: "back", outcome: "local", device: "lo", inputInterface: "eth0" }),
  },
} as const;

type Direction = Partial<Record<Hop, Evidence | null>>;

/** The whole way, with the decisions of some hosts changed, or not known (`null`). */
export function way(
  changes: { readonly there?: Direction; readonly back?: Direction } = {},
): readonly Evidence[] {
  const of = (which: "there" | "back") =>
    (Object.keys(good[which]) as Hop[]).flatMap((host) => {
      const changed = changes[which]?.[host];
      if (changed === null) return [];
      return [changed ?? good[which][host]()];
    });
  return [...good.routes(), ...of("there"), ...of("back")];
}

/** A rule that takes the flow. */
export const rule = (value: Partial<FirewallMatch> = {}): FirewallMatch => ({
  way: "forward",
  hook: "forward",
  family: "inet",
  table: "filter",
  chain: "forward",
  handle: 7,
  rule: "tcp dport 80 drop",
  verdict: "drop",
  newDestination: null,
  isPolicy: false,
  isCertain: true,
  packets: null,
  ...value,
});

/** The packet filter of a host. */
export function firewall(
  host: string,
  matches: readonly FirewallMatch[],
  value: Partial<Firewall> = {},
): Evidence {
  const stops = (direction: "forward" | "back") =>
    matches.some(
      ({ way: one, verdict }) =>
        one === direction && ["drop", "reject-icmp", "reject-reset"].includes(verdict),
    );
  return seenAt(host, "firewall", {
    tool: "nft",
    rulesSeen: 5,
    passes: { forward: !stops("forward"), back: !stops("back") },
    matches,
    ...value,
  });
}

/** The switches of a host whose every interface forwards, or none. */
export const settings = (
  host: Hop,
  forwards: boolean,
  interfaces: Readonly<Record<string, Partial<NetworkSettings["interfaces"][number]>>> = {},
): Evidence =>
  seenAt(host, "network-settings", {
    forwarding: { ipv4: forwards, ipv6: false },
    interfaces: addresses[host].map((_, index) => ({
      name: `eth${index}`,
      forwarding4: forwards,
      forwarding6: false,
      rpFilter: 0,
      disableIpv6: false,
      ...interfaces[`eth${index}`],
    })),
    synCookies: 1,
    timeWaitReuse: 2,
    mtuProbing: 0,
    localPorts: [32_768, 60_999],
    largestBacklog: 4096,
  });

/** Two readings of a host's connection table, before and after. */
export const tables = (
  host: string,
  before: Partial<ConnectionTracking>,
  after: Partial<ConnectionTracking>,
): readonly Evidence[] => {
  const empty: ConnectionTracking = { entries: 3, limit: 262_144, statistics: {}, flow: [] };
  return [
    seenAt(host, "connection-tracking", { ...empty, ...before }, "freeze"),
    seenAt(host, "connection-tracking", { ...empty, ...after }),
  ];
};

/** A neighbour that did not answer, or did. */
export const neighbourAt = (host: string, address: string, state: "complete" | "incomplete"): Evidence =>
  seenAt(host, "neighbours", {
    entries: [{ address, device: "eth1", hardwareAddress: null, state }],
  });

/** What listens at a host. */
export const listening = (host: string, listeners: SocketTable["listeners"]): Evidence =>
  seenAt(host, "socket-table", {
    byState: {},
    listeners,
    listsEveryListener: true,
    byPeer: [],
    localPortRange: [32_768, 60_999],
    retransmitting: 0,
    probingZeroWindow: 0,
  });

/** A walk of the client along the path. */
export const pathProbe = (value: Partial<PathProbe>): Evidence =>
  seenAt("client", "path-probe", {
    protocol: "tcp",
    destination: SERVER,
    port: 80,
    source: CLIENT,
    flows: 1,
    hops: [],
    reached: true,
    isLooping: false,
    pathMtu: null,
    isBlackHole: false,
    lastTtlTried: 30,
    stoppedBy: null,
    atDestination: null,
    rttStep: null,
    mtuSaidBy: [],
    vanishAfterTtl: null,
    ...value,
  });
