import type { Draw } from "../../draw.ts";
import type { NoiseGround } from "../../noise/index.ts";
import { type Configured, type DnsmasqConfig, startDnsmasq } from "../../servers/index.ts";
import type { Host, Wire, World } from "../../world/index.ts";

/**
 * A site whose proxies stand between two networks: applications are reached only through them.
 *
 * ```
 * client ──┬── gateway ── … ── edge ──┬── front ── (second ──) (middle ──) ┬── application (…)
 * resolver ┘                          └── stranger                         ┘
 * ```
 */
export interface Network extends NoiseGround {
  readonly resolver: Host;
  /** The router next to the proxy. */
  readonly edge: Host;
  /** The public proxy's host, which the name leads to. */
  readonly front: Host;
  /** The host of a proxy behind it. */
  readonly second: Host | null;
  /** A router between the last proxy and the applications. */
  readonly middle: Host | null;
  readonly apps: readonly Host[];
  readonly lan: Wire;
  /** Between the proxies. */
  readonly between: Wire | null;
  /** The applications' own. */
  readonly near: Wire;
  readonly name: string;
  readonly dns: Configured<DnsmasqConfig>;
  readonly records: Readonly<Record<string, readonly string[]>>;
}

/** How a network differs from the usual one: one proxy, one application, no router between them. */
export interface NetworkOptions {
  readonly apps?: number;
  readonly second?: boolean;
  readonly middle?: boolean;
  /** One-way delay between the last proxy and the applications, in milliseconds. */
  readonly nearDelay?: number;
  /** Further records of the resolver. */
  readonly records?: (network: {
    readonly apps: readonly Host[];
    readonly near: Wire;
  }) => Readonly<Record<string, readonly string[]>>;
}

/** Builds it, up and resolving; hosts have drawn names, and run nothing yet. */
export async function buildNetworkBehind(
  world: World,
  draw: Draw,
  wanted: NetworkOptions = {},
): Promise<Network> {
  const client = world.host("client");
  const [resolver, front, stranger] = [draw.label(), draw.label(), draw.label()].map(world.host);
  const routers = Array.from({ length: draw.integer(1, 2) }, () => world.router(draw.label()));
  const second = wanted.second ? world.host(draw.label()) : null;
  const middle = wanted.middle ? world.router(draw.label()) : null;
  const apps = Array.from({ length: wanted.apps ?? 1 }, () => world.host(draw.label()));
  const [gateway] = routers;
  const edge = routers.at(-1);
  if (!gateway || !edge || !resolver || !front || !stranger) throw new Error("At least one router is drawn");
  const lan = world.wire([client, resolver, gateway], draw.subnet());
  if (gateway !== edge) world.wire([gateway, edge], draw.subnet());
  const far = world.wire([edge, front, stranger], draw.subnet());
  const between = second ? world.wire([front, second], draw.subnet()) : null;
  const last = second ?? front;
  if (middle) world.wire([last, middle], draw.subnet());
  const slow = wanted.nearDelay === undefined ? {} : { slow: { delay: wanted.nearDelay } };
  const near = world.wire([middle ?? last, ...apps], draw.subnet(), slow);
  await world.up();
  const name = draw.name();
  const records = { [name]: [far.address(front)], ...wanted.records?.({ apps, near }) };
  const dns = await startDnsmasq(resolver, { records });
  const resolverAddress = lan.address(resolver);
  for (const host of [client, front]) host.etc("resolv.conf", `nameserver ${resolverAddress}\n`);
  const servers = [front, ...apps];
  const ground = { client, routers, servers, stranger, far, resolverAddress };
  return { ...ground, resolver, edge, front, second, middle, apps, lan, between, near, name, dns, records };
}
