import { broken, healthy, type Scenario } from "../../scenario.ts";
import { besides, buildWatchedSite, secondLink } from "../../topology/index.ts";

/** Two branches have the same private range; the router that joins them goes to the one that it is itself in. */
export const scenario: Scenario = {
  cause: "address-range-overlap",
  boundary: "route",
  mechanism: "a router, which is a vantage, has an interface in the range of the servers' network elsewhere",
  expected: { fault: broken("route", "address-range-overlap"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4, routers: draw.integer(2, 4) });
    const router = draw.pick(site.routers.slice(0, -1) as [typeof site.gateway]);
    const { device } = await secondLink([router, site.resolver], draw);
    // As a routing daemon sets it: a connected network goes before.
    const learnt = [site.farPrefix, "via", besides(site, router, "server").address];
    await router.ip("route", "add", ...learnt, "metric", "20");
    await router.ip("route", "del", ...learnt, "metric", "0");
    const own = site.address.replace(/\d+$/, "1/24");
    return {
      ...site.asked,
      at: router.name,
      break: () => router.ip("addr", "add", own, "dev", device),
      fix: () => router.ip("addr", "del", own, "dev", device),
      nearMiss: () => router.ip("addr", "add", `${draw.subnet().v4}.1/24`, "dev", device),
    };
  },
};
