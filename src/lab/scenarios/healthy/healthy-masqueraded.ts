import { buildWatchedSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** The gateway gives the client's packets its own address, and nobody behind it has a route to the client's network. */
export const scenario = sound(
  "source NAT at the gateway, and no route back to what is behind it",
  async (world, draw) => {
    const site = await buildWatchedSite(world, draw, { family: 4, routers: draw.integer(1, 4) });
    const out = (site.wires[1] ?? site.far).interface(site.gateway);
    await site.gateway.nft(
      `table ip x${draw.label()} {\nchain leaving {\ntype nat hook postrouting priority 100\noifname "${out}" masquerade\n}\n}`,
    );
    for (const router of site.routers.slice(1)) await router.ip("route", "del", site.lanPrefix);
    return site.asked;
  },
);
