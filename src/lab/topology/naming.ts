import type { Draw } from "../draw.ts";
import {
  addressRecord,
  type Configured,
  delegation,
  type KnotConfig,
  startKnot,
  type ZoneConfig,
  zoneText,
} from "../servers/index.ts";
import type { Family, Host, Wire, World } from "../world/index.ts";

/**
 * An internet with a name system of its own: a root, an authority for one zone, and resolvers that ask them.
 *
 * ```
 * client ────┬── gateway ── … ── edge ──┬── server (…)
 * resolver … ┘      │                   ├── authority, registry (the root)
 *    or  resolver … ┘                   └── stranger
 * ```
 */
export interface Naming {
  readonly client: Host;
  readonly resolvers: readonly Host[];
  readonly routers: readonly Host[];
  readonly gateway: Host;
  readonly edge: Host;
  readonly servers: readonly Host[];
  readonly server: Host;
  readonly stranger: Host;
  /** Where the zone's authority is to run. */
  readonly authority: Host;
  readonly lan: Wire;
  readonly far: Wire;
  readonly resolverAddresses: readonly string[];
  /** The first resolver's. */
  readonly resolverAddress: string;
  readonly zone: string;
  /** A name within the zone. */
  readonly name: string;
  /** The first server's address. */
  readonly address: string;
  /** The root's server, running; `registry.restart(root([]))` takes the zone away. */
  readonly registry: Configured<KnotConfig>;
  /** The root zone with these delegations. */
  root(delegations: readonly string[]): KnotConfig;
  /** The name servers of the zone. */
  readonly nameServers: Readonly<Record<string, readonly string[]>>;
  /** The zone's text with these records, names relative to it. */
  zoneWith(records: readonly string[], more?: Partial<ZoneConfig>): Readonly<Record<string, string>>;
  /** Root hints for the resolvers. */
  readonly hints: string;
  /** The resolvers as lines of resolv.conf, with further ones. */
  resolvConf(...more: readonly string[]): string;
}

/** How a name system differs from the usual one. */
export interface NamingOptions {
  /** Number of resolver hosts; default 1. */
  readonly resolvers?: number;
  /** Resolvers are behind the gateway, not beside the client. Default drawn. */
  readonly resolversBeyond?: boolean;
  readonly servers?: number;
  readonly families?: readonly [Family, ...Family[]];
  /** Further delegations in the root: lines of a zone file. */
  readonly delegations?: (far: (host: Host) => string) => readonly string[];
}

const ROOT_SERVER = "a.root-servers.net";

/** Builds it, up, with the root running; resolvers, authority and servers run nothing yet. */
export async function buildNaming(world: World, draw: Draw, options: NamingOptions = {}): Promise<Naming> {
  const families = options.families ?? [4];
  const client = world.host("client");
  const numbered = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => world.host(`${name}${index + 1}`));
  const resolvers = numbered("resolver", options.resolvers ?? 1);
  const routers = Array.from({ length: draw.integer(1, 2) }, (_, index) =>
    world.router(`router${index + 1}`),
  );
  const servers = numbered("server", options.servers ?? 1);
  const [registryHost, authority, stranger] = ["registry", "authority", "stranger"].map(world.host);
  const [gateway] = routers;
  const edge = routers.at(-1);
  const [server] = servers;
  const [resolver] = resolvers;
  if (!gateway || !edge || !server || !resolver || !registryHost || !authority || !stranger)
    throw new Error("A name system has at least one router, one resolver and one server");

  const beyond = options.resolversBeyond ?? draw.coin();
  const lan = world.wire([client, ...(beyond ? [] : resolvers), gateway], draw.subnet(), { families });
  const between = beyond ? world.wire([gateway, ...resolvers], draw.subnet(), { families }) : lan;
  for (const router of routers.slice(1)) world.wire([gateway, router], draw.subnet(), { families });
  const far = world.wire([edge, ...servers, registryHost, authority, stranger], draw.subnet(), { families });
  await world.up();

  const zone = draw.name();
  const nameServers = { [`ns${draw.integer(1, 4)}.${zone}`]: [far.address(authority)] };
  const rootServers = { [ROOT_SERVER]: [far.address(registryHost)] };
  const more = options.delegations?.((host) => far.address(host)) ?? [];
  const root = (delegations: readonly string[]): KnotConfig => ({
    zones: {
      ".": zoneText({ origin: "", nameServers: rootServers, records: delegations }),
    },
  });
  const registry = await startKnot(registryHost, root([...delegation(zone, nameServers), ...more]));
  const resolverAddresses = resolvers.map((each) => between.address(each));
  const resolvConf = (...lines: readonly string[]) =>
    [...resolverAddresses.map((address) => `nameserver ${address}`), ...lines, ""].join("\n");
  client.etc("resolv.conf", resolvConf());
  return {
    client,
    resolvers,
    routers,
    gateway,
    edge,
    servers,
    server,
    stranger,
    authority,
    lan,
    far,
    resolverAddresses,
    resolverAddress: between.address(resolver),
    zone,
    name: `${draw.label()}.${zone}`,
    address: far.address(server),
    registry,
    root,
    nameServers,
    zoneWith: (records, extra) => ({ [zone]: zoneText({ origin: zone, nameServers, records, ...extra }) }),
    hints: `. 3600000 NS ${ROOT_SERVER}.\n${addressRecord(ROOT_SERVER, far.address(registryHost))}\n`,
    resolvConf,
  };
}
