import { buildWatchedSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** Nobody answers an echo, no router says where it is, and neighbour discovery alone passes. Closed ICMP is no fault. */
export const scenario = sound("routers and server neither send nor pass ICMP", async (world, draw) => {
  const site = await buildWatchedSite(world, draw);
  const wordless =
    site.family === 4
      ? ["icmp type != destination-unreachable counter drop"]
      : ["icmpv6 type { echo-request, echo-reply, time-exceeded } counter drop"];
  for (const host of [...site.routers, site.server])
    for (const hook of ["input", "output", "forward"] as const) await host.filter(hook, wordless);
  return site.asked;
});
