import { buildWatchedSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** Routers answer few of the probes that end at them, and lose none of what passes: the destination answers all. */
export const scenario = sound(
  "routers lose most answers of their own, and nothing that passes",
  async (world, draw) => {
    const site = await buildWatchedSite(world, draw, { routers: draw.integer(2, 4) });
    for (const router of site.routers)
      await router.filter("output", [
        `${site.icmp} type { time-exceeded, echo-reply } numgen random mod 10 < ${draw.integer(5, 9)} counter drop`,
      ]);
    return site.asked;
  },
);
