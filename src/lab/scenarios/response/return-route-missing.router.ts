import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { besides, buildWatchedSite } from "../../topology/index.ts";

/** The answers come as far as a router that has no route to the client's network; it tells the server, not the client. */
export const scenario: Scenario = {
  cause: "return-route-missing",
  boundary: "response",
  mechanism: "one of the routers, which are vantages, has no route back to the client's network",
  expected: { fault: broken("response", "return-route-missing"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { routers: draw.integer(2, 4) });
    const [, ...beyond] = site.routers;
    const router = draw.pick(beyond as [typeof site.gateway]);
    const before = besides(site, router, "client");
    const via = ["via", before.wire.address(before.router, site.family)];
    return {
      ...site.asked,
      at: router.name,
      ...byIp(router, ["route", "del", site.lanPrefix, ...via], ["route", "add", site.lanPrefix, ...via]),
      // A default route in place of the one that is gone.
      async nearMiss() {
        await router.ip("route", "add", site.everywhere, ...via);
        await router.ip("route", "del", site.lanPrefix, ...via);
      },
    };
  },
};
