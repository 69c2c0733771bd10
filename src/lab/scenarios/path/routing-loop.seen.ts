import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { besides, buildWatchedSite } from "../../topology/index.ts";

/** Two routers send the servers' network to each other, over either family, and both are vantages. */
export const scenario: Scenario = {
  cause: "routing-loop",
  boundary: "path",
  mechanism: "a router's route to the servers' network leads back to the router before it",
  expected: { fault: broken("path", "routing-loop"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { routers: draw.integer(2, 4) });
    const [, ...beyond] = site.routers;
    const router = draw.pick(beyond as [typeof site.gateway]);
    const before = besides(site, router, "client");
    const via = ["via", before.wire.address(before.router, site.family)];
    const route = ["route", "add", `${site.address}${site.alone}`, ...via];
    const other = draw.subnet();
    return {
      ...site.asked,
      ...byIp(router, route, ["route", "del", `${site.address}${site.alone}`, ...via]),
      nearMiss: () =>
        router.ip("route", "add", site.family === 4 ? `${other.v4}.0/24` : `${other.v6}/64`, ...via),
    };
  },
};
