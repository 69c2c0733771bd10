import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite, secondLink } from "../../topology/index.ts";

/** A more specific route of a router leads over another link to a host that forwards nothing; the general one would serve. */
export const scenario: Scenario = {
  cause: "wrong-route-preferred",
  boundary: "route",
  mechanism: "a more specific route of a router, which is a vantage, leads the wrong way",
  expected: {
    fault: broken("route", "wrong-route-preferred"),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const link = await secondLink([router, site.resolver], draw);
    const via = ["via", link.far];
    const half = Number(site.address.split(".").at(-1)) < 128 ? "0/25" : "128/25";
    const route = [draw.pick([`${site.address}/32`, site.address.replace(/\d+$/, half)]), ...via];
    return {
      ...site.asked,
      at: router.name,
      ...byIp(router, ["route", "add", ...route], ["route", "del", ...route]),
      nearMiss: () => router.ip("route", "add", `${draw.subnet().v4}.0/24`, ...via),
    };
  },
};
