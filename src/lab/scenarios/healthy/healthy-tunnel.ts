import { startWeb } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import { layTunnel } from "../path/tunnel.ts";
import { sound } from "./sound.ts";

/** A tunnel on the way, with an MTU that leaves room for its wrapping: large answers pass by path MTU discovery. */
export const scenario = sound("a VXLAN tunnel with a smaller MTU", async (world, draw) => {
  const site = await buildWatchedSite(world, draw, { routers: draw.integer(2, 4) });
  const port = draw.port();
  await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(30_000, 200_000) } } });
  await layTunnel(site, draw);
  const target = `http://${site.name}:${port}/`;
  return { ...site.asked, target, proveByHand: askedByHand(target) };
});
