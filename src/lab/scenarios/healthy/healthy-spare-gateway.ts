import { buildWatchedSite, secondLink } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** A second default route, of a worse metric, over a gateway that is gone; and summaries that discard what nothing is more specific for. */
export const scenario = sound(
  "a spare gateway that is dead, and blackhole summaries",
  async (world, draw) => {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const link = await secondLink([site.client, site.stranger], draw);
    await site.client.ip("route", "add", "default", "via", link.far, "metric", "600");
    for (const router of site.routers)
      for (const range of ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15"])
        await router.ip("route", "add", "blackhole", range, "metric", "500");
    return site.asked;
  },
);
