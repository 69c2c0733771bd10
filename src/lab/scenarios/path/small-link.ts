import type { Draw } from "../../draw.ts";
import { allOf, byFilter, byIp, type Fault } from "../../faults.ts";
import type { Setup } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Host, World } from "../../world/index.ts";

/** A site with a large answer, of which the link between the first two routers can be made small. */
export interface SmallLink {
  readonly asked: Pick<Setup, "target" | "client" | "noise" | "proveByHand">;
  readonly port: number;
  readonly near: Host;
  /** The link takes smaller packets than its neighbours. */
  readonly small: Fault;
  /** Its routers do not tell. */
  readonly mute: Fault;
}

/** Builds it, with the link as large as the others. */
export async function buildSmallLink(world: World, draw: Draw): Promise<SmallLink> {
  const site = await buildSite(world, draw, { routers: draw.integer(2, 3) });
  const port = draw.port();
  await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(30_000, 200_000) } } });
  const url = `http://${site.name}:${port}/`;
  const [, between] = site.wires;
  const ends = site.routers.slice(0, 2);
  const [near] = ends;
  if (!between || !near) throw new Error("This site has two routers");
  const mtu = draw.pick(["1280", "1340", "1420", "1450"]);
  const narrow = ends.map((router) => {
    const link = ["link", "set", between.interface(router), "mtu"];
    return byIp(router, [...link, mtu], [...link, "1500"]);
  });
  const mute = ends.map((router) => byFilter(router, "output", ["icmp type destination-unreachable drop"]));
  return {
    asked: {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "-o", "/dev/null", url],
        faultShows: /exit 28/,
      },
    },
    port,
    near,
    small: allOf(...narrow),
    mute: allOf(...mute),
  };
}
