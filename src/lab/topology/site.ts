import type { Draw } from "../draw.ts";
import { type Configured, type DnsmasqConfig, startDnsmasq } from "../servers/index.ts";
import type { Family, Host, LinkQuality, Wire, World } from "../world/index.ts";

/**
 * The usual internet of a scenario: a client and its resolver on a LAN, one to three routers, servers on a far LAN
 * beside a stranger that is no part of any request.
 *
 * ```
 * client ──┬── gateway ── … ── edge ──┬── server (…)
 * resolver ┘                          └── stranger
 * ```
 */
export interface Site {
  readonly client: Host;
  readonly resolver: Host;
  /** All routers, the client's gateway first. */
  readonly routers: readonly Host[];
  readonly gateway: Host;
  /** The router next to the servers; the gateway itself where there is one router. */
  readonly edge: Host;
  /** The first server. */
  readonly server: Host;
  readonly servers: readonly Host[];
  readonly stranger: Host;
  readonly lan: Wire;
  readonly far: Wire;
  /** Every wire, the LAN first. */
  readonly wires: readonly Wire[];
  /** The name that the resolver answers with the first server's addresses. */
  readonly name: string;
  /** The first server's address, of the wire's first family. */
  readonly address: string;
  /** The resolver's address. */
  readonly resolverAddress: string;
  /** The resolver's server: `dns.restart({ records })`. */
  readonly dns: Configured<DnsmasqConfig>;
  /** What the resolver knows. */
  readonly records: Readonly<Record<string, readonly string[]>>;
}

/** How a site differs from the usual one. */
export interface SiteOptions {
  /** Default IPv4 alone. */
  readonly families?: readonly [Family, ...Family[]];
  /** Default one to three, drawn. */
  readonly routers?: number;
  /** Default 1. */
  readonly servers?: number;
  /** MTU of the wires between routers; default 1500. Needs two routers. */
  readonly middleMtu?: number;
  /**
   * Wires that are slow, each with what it is like at first: `{ between: { delay: 20 } }`; `world.shape(site.lan, …)` changes it.
   * `lan` is slow for the client alone, `far` for all behind the edge, `between` on the first wire between routers (needs two).
   */
  readonly slow?: { readonly lan?: LinkQuality; readonly between?: LinkQuality; readonly far?: LinkQuality };
  /** Hosts but the client have drawn names in place of their roles, so that a vantage's name says nothing. */
  readonly drawnNames?: boolean;
  /** Name of the service; default drawn. */
  readonly name?: string;
  /** Further records of the resolver. */
  readonly records?: Readonly<Record<string, readonly string[]>>;
  /** Addresses that the name has in place of the first server's own. */
  readonly addresses?: (site: { readonly servers: readonly Host[]; readonly far: Wire }) => readonly string[];
  /** Further lines of the resolver's configuration. */
  readonly dnsmasq?: readonly string[];
}

/** Builds a site, up and resolving; its servers run nothing yet. */
export async function buildSite(world: World, draw: Draw, options: SiteOptions = {}): Promise<Site> {
  const families = options.families ?? [4];
  const called = (role: string) => (options.drawnNames ? draw.label() : role);
  const client = world.host("client");
  const resolver = world.host(called("resolver"));
  const routers = Array.from({ length: options.routers ?? draw.integer(1, 3) }, (_, index) =>
    world.router(called(`router${index + 1}`)),
  );
  const servers = Array.from({ length: options.servers ?? 1 }, (_, index) =>
    world.host(called(`server${index + 1}`)),
  );
  const stranger = world.host(called("stranger"));
  const [gateway] = routers;
  const edge = routers.at(-1);
  const [server] = servers;
  if (!gateway || !edge || !server) throw new Error("A site has at least one router and one server");

  const { slow = {} } = options;
  const slowly = (quality: LinkQuality | undefined) => (quality === undefined ? {} : { slow: quality });
  const lan = world.wire([client, resolver, gateway], draw.subnet(), { families, ...slowly(slow.lan) });
  const between = routers.slice(1).map((router, index) =>
    world.wire([routers[index] ?? gateway, router], draw.subnet(), {
      families,
      ...slowly(index === 0 ? slow.between : undefined),
      mtu: options.middleMtu ?? 1500,
    }),
  );
  const far = world.wire([edge, ...servers, stranger], draw.subnet(), { families, ...slowly(slow.far) });
  await world.up();

  const name = options.name ?? draw.name();
  const own = families.map((family) => far.address(server, family));
  const records = { [name]: options.addresses?.({ servers, far }) ?? own, ...options.records };
  const dns = await startDnsmasq(resolver, { records, lines: options.dnsmasq ?? [] });
  const resolverAddress = lan.address(resolver);
  client.etc("resolv.conf", `nameserver ${resolverAddress}\n`);
  return {
    client,
    resolver,
    routers,
    gateway,
    edge,
    server,
    servers,
    stranger,
    lan,
    far,
    wires: [lan, ...between, far],
    name,
    address: far.address(server),
    resolverAddress,
    dns,
    records,
  };
}
