import type { Draw } from "../draw.ts";

/** The addresses of a cluster. All its networks are apart from each other. */
export interface Ranges {
  /** First three octets of the network between the machines, a /24. */
  readonly fabric: string;
  /** The control plane's address in the fabric. */
  readonly control: string;
  /** Each node's address in the fabric. */
  readonly nodes: readonly string[];
  /** The outside client's address in the fabric. */
  readonly client: string;
  /** Prefix of all Pods: `10.71.0.0/16`. */
  readonly pods: string;
  /** Each node's part of it: `10.71.203.0/24`. */
  readonly nodePods: readonly string[];
  /** Prefix of Services' cluster addresses: `10.180.0.0/16`. */
  readonly services: string;
  /** Cluster address of the API server: the first of the range. */
  readonly apiService: string;
  /** Cluster address of the DNS service. */
  readonly dnsService: string;
  /** The same of IPv6, for a cluster of both families. */
  readonly six: SixRanges;
}

/** The networks of IPv6, parts of one unique local prefix. RFC 4193. */
export interface SixRanges {
  /** The control plane's, the client's and each node's address in the fabric, a /64. */
  readonly control: string;
  readonly client: string;
  readonly nodes: readonly string[];
  /** Prefix of all Pods: `fd5a:1:2:100::/56`. */
  readonly pods: string;
  /** Each node's part of it, a /64. */
  readonly nodePods: readonly string[];
  /** Prefix of Services' cluster addresses, a /112. */
  readonly services: string;
}

/** Draws the addresses of a cluster with so many nodes. */
export function drawRanges(draw: Draw, nodes: number): Ranges {
  const [first, second, third] = different(draw, 3, 0, 255);
  const pods = `10.${first}`;
  const services = `10.${second}`;
  const fabric = draw.pick([
    `10.${third}.${draw.integer(0, 255)}`,
    `172.${draw.integer(16, 31)}.${draw.integer(0, 255)}`,
    `192.168.${draw.integer(0, 255)}`,
  ]);
  const [control, client, ...hosts] = different(draw, nodes + 2, 2, 250).map((host) => `${fabric}.${host}`);
  return {
    fabric,
    control: control ?? "",
    client: client ?? "",
    nodes: hosts,
    pods: `${pods}.0.0/16`,
    nodePods: different(draw, nodes, 0, 255).map((part) => `${pods}.${part}.0/24`),
    services: `${services}.0.0/16`,
    apiService: `${services}.0.1`,
    dnsService: `${services}.0.10`,
    six: drawSix(draw, nodes),
  };
}

function drawSix(draw: Draw, nodes: number): SixRanges {
  const word = () => draw.integer(1, 0xffff).toString(16);
  const prefix = `fd${draw.integer(16, 255).toString(16)}:${word()}:${word()}`;
  const [control = "", client = "", ...hosts] = different(draw, nodes + 2, 1, 0xffff).map(
    (host) => `${prefix}::${host.toString(16)}`,
  );
  return {
    control,
    client,
    nodes: hosts,
    pods: `${prefix}:100::/56`,
    nodePods: different(draw, nodes, 0, 255).map((part) => `${prefix}:${(0x100 + part).toString(16)}::/64`),
    services: `${prefix}:200::/112`,
  };
}

function different(draw: Draw, count: number, least: number, most: number): readonly number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(draw.integer(least, most));
  return [...drawn];
}
