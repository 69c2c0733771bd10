import type { Draw } from "../draw.ts";
import {
  type AuthorityConfig,
  type Configured,
  type RecursorConfig,
  servesWell,
  startAuthority,
  startNginx,
  startRecursor,
  type ZoneConfig,
} from "../servers/index.ts";
import type { Host, World } from "../world/index.ts";
import { buildNaming, type Naming, type NamingOptions } from "./naming.ts";

/** A web site whose name is found by recursion: root, authority, resolvers, server, all running. */
export interface NamedSite {
  readonly net: Naming;
  readonly client: Host;
  readonly port: number;
  readonly url: string;
  /** The site's label within the zone. */
  readonly label: string;
  readonly authority: Configured<AuthorityConfig>;
  readonly recursors: readonly Configured<RecursorConfig>[];
  /** The first of them. */
  readonly recursor: Configured<RecursorConfig>;
  /** What the recursors are configured with, in their order. */
  readonly recursion: readonly RecursorConfig[];
  /** One for each server, in the order of `net.servers`. */
  readonly webs: readonly Configured<unknown>[];
  /** Records that lead to the first server. */
  readonly records: readonly string[];
  /** The authority serves these records, names relative to the zone, in place of what it has. */
  publish(records: readonly string[], more?: Partial<ZoneConfig>): Promise<void>;
  /** `label A address` (or AAAA) of one of the servers; default the first. */
  record(index?: number): string;
  /** Resolvers forget what they have cached. */
  forget(): Promise<void>;
  /** The client looks its name up, so that the resolvers have it cached, or its absence. */
  lookUp(): Promise<void>;
}

/** How a named site differs from the usual one. */
export interface NamedSiteOptions extends NamingOptions {
  /** Programs of the resolvers; default drawn for each. */
  readonly kinds?: readonly RecursorConfig["kind"][];
  /** Further configuration of every recursor. */
  readonly recursion?: Partial<RecursorConfig>;
  /** Settings of the zone. */
  readonly zone?: Partial<ZoneConfig>;
}

/** Builds it: `curl site.url` on the client works. */
export async function buildNamedSite(
  world: World,
  draw: Draw,
  options: NamedSiteOptions = {},
): Promise<NamedSite> {
  const net = await buildNaming(world, draw, options);
  const [label = net.name] = net.name.split(".");
  const port = draw.port();
  const record = (index = 0) => {
    const address = net.far.address(net.servers[index] ?? net.server);
    return `${label} ${address.includes(":") ? "AAAA" : "A"} ${address}`;
  };
  const records = [record()];
  const config = (wanted: readonly string[], more: Partial<ZoneConfig> = {}): AuthorityConfig => ({
    kind,
    zones: net.zoneWith(wanted, { serial: ++serial, ...options.zone, ...more }),
  });
  let serial = draw.integer(1, 2_000_000_000);
  const kind = draw.pick(["knot", "named"] as const);
  const recursion = net.resolvers.map((_, index): RecursorConfig => {
    const program = options.kinds?.[index] ?? draw.pick(["unbound", "named"] as const);
    return { kind: program, hints: net.hints, ...options.recursion };
  });
  const [authority, recursors, webs] = await Promise.all([
    startAuthority(net.authority, config(records)),
    Promise.all(
      // One configuration for each resolver, in the same order.
      net.resolvers.map((host, index) => startRecursor(host, recursion[index] as RecursorConfig)),
    ),
    Promise.all(net.servers.map((server) => startNginx(server, servesWell(port)))),
  ]);
  const [recursor] = recursors;
  if (!recursor) throw new Error("A named site has at least one resolver");
  return {
    net,
    client: net.client,
    port,
    url: `http://${net.name}:${port}/`,
    label,
    authority,
    recursors,
    recursor,
    recursion,
    webs,
    records,
    record,
    publish: (wanted, more) => authority.restart(config(wanted, more)),
    forget: async () => {
      await Promise.all(recursors.map((each) => each.restart()));
    },
    // Whatever comes of it.
    lookUp: async () => void (await net.client.run(["getent", "ahosts", net.name])),
  };
}
