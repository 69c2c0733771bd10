import type { Draw } from "../../draw.ts";
import { startDnsmasq } from "../../servers/index.ts";
import { buildNamedSite, type NamedSite, type NamedSiteOptions } from "../../topology/index.ts";
import type { Filter, Host, World } from "../../world/index.ts";

/** A network that lets nobody out before a login: its resolver answers every name with the gateway, where the portal is. */
export interface Captive {
  readonly site: NamedSite;
  readonly client: Host;
  /** The gateway; nothing runs on it yet. */
  readonly portal: Host;
  readonly portalAddress: string;
  /** Not logged in: every name is the portal, and nothing is forwarded. */
  capture(): Promise<void>;
  /** Logged in. */
  release(): Promise<void>;
  /** Every other name is the portal, and nothing is forwarded but the way to the site: a walled garden. */
  garden(): Promise<void>;
}

/** Builds it, released. Its resolver is dnsmasq beside the client. RFC 8952, section 1, tells of such networks. */
export async function buildCaptive(
  world: World,
  draw: Draw,
  options: NamedSiteOptions = {},
): Promise<Captive> {
  const site = await buildNamedSite(world, draw, { ...options, resolversBeyond: false });
  const { net, client } = site;
  const [resolver] = net.resolvers;
  if (!resolver) throw new Error("This site has a resolver");
  await site.recursor.stop();
  const portalAddress = net.lan.address(net.gateway);
  const way = `server=/${net.zone}/${net.far.address(net.authority)}`;
  // Names of the lab's own top-level domains are never passed on by its dnsmasq, unless each is told.
  const everyName = ["#", "lab", "example", "test"].map((suffix) => `address=/${suffix}/${portalAddress}`);
  const dns = await startDnsmasq(resolver, { records: {}, lines: [way] });
  let filter: Filter | undefined;
  const shut = async (...open: readonly string[]) => {
    const own = net.lan.address(client);
    filter = await net.gateway.filter("forward", [...open, `ip saddr ${own} counter drop`]);
  };
  return {
    site,
    client,
    portal: net.gateway,
    portalAddress,
    async capture() {
      await dns.restart({ records: {}, lines: everyName });
      await shut();
    },
    async release() {
      await filter?.remove();
      await dns.restart({ records: {}, lines: [way] });
    },
    async garden() {
      await dns.restart({ records: {}, lines: [way, ...everyName] });
      await shut(`ip daddr ${net.address} accept`);
    },
  };
}
