import type { Draw } from "../draw.ts";
import type { Setup } from "../scenario.ts";
import type { Family, Host, World } from "../world/index.ts";
import { type Service, startService } from "./service.ts";
import { buildSite, type Site, type SiteOptions } from "./site.ts";
import { vantages } from "./vantages.ts";

/** A site of which the product may look from the routers and servers, with a service that runs. */
export interface WatchedSite extends Site {
  readonly family: Family;
  readonly service: Service;
  /** What every scenario on it says of its setup. */
  readonly asked: Pick<Setup, "target" | "client" | "noise" | "proveByHand" | "configuration">;
  /** The prefix of the client's network, and that of the servers, in the site's family. */
  readonly lanPrefix: string;
  readonly farPrefix: string;
  /** The destination of a default route: `0.0.0.0/0` or `::/0`. */
  readonly everywhere: string;
  /** The kernel setting of a router by which it forwards the site's family. */
  readonly forwarding: string;
  /** `icmp` or `icmpv6`, as nft calls it. */
  readonly icmp: "icmp" | "icmpv6";
  /** `ip` or `ip6`, as nft calls the header. */
  readonly ip: "ip" | "ip6";
  /** `/32` or `/128`. */
  readonly alone: "/32" | "/128";
}

/** How a watched site differs from the usual one. */
export interface WatchedSiteOptions extends Omit<SiteOptions, "families" | "drawnNames"> {
  /** Default drawn. */
  readonly family?: Family;
  /** Whom the product may look from besides the client; default routers and servers. */
  readonly watched?: (site: Site) => readonly Host[];
}

/** Builds it: one to four routers, a service of any kind on the first server. */
export async function buildWatchedSite(
  world: World,
  draw: Draw,
  options: WatchedSiteOptions = {},
): Promise<WatchedSite> {
  const family = options.family ?? draw.pick([4, 4, 6]);
  const routers = options.routers ?? draw.integer(1, 4);
  const site = await buildSite(world, draw, { ...options, routers, families: [family], drawnNames: true });
  const watched = options.watched?.(site) ?? [...site.routers, ...site.servers];
  const service = await startService(site.server, site.name, draw);
  const { target, proof } = service;
  const is4 = family === 4;
  return {
    ...site,
    family,
    service,
    asked: {
      target,
      client: site.client,
      noise: site,
      proveByHand: proof,
      configuration: vantages(draw, watched),
    },
    lanPrefix: site.lan.prefix[family],
    farPrefix: site.far.prefix[family],
    everywhere: is4 ? "0.0.0.0/0" : "::/0",
    forwarding: is4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding",
    icmp: is4 ? "icmp" : "icmpv6",
    ip: is4 ? "ip" : "ip6",
    alone: is4 ? "/32" : "/128",
  };
}

/** The next router on the way from a router to the servers or back, and its address on the wire between them. */
export function besides(site: Site, router: Host, towards: "client" | "server") {
  const index = site.routers.indexOf(router);
  const other = site.routers[towards === "client" ? index - 1 : index + 1];
  const wire = site.wires[towards === "client" ? index : index + 1];
  if (!other || !wire) throw new Error(`No router stands on that side of ${router.name}`);
  return { router: other, wire, address: wire.address(other) };
}
