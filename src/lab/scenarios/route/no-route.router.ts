import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { besides, buildWatchedSite } from "../../topology/index.ts";

/** A router has no route to the servers' network, and says so by ICMP. RFC 1812, section 5.2.7.1, code 0. */
export const scenario: Scenario = {
  cause: "no-route",
  boundary: "route",
  mechanism: "one of the routers, which are vantages, has no route to the servers' network",
  expected: { fault: broken("route", "no-route"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { routers: draw.integer(2, 4) });
    const router = draw.pick(site.routers.slice(0, -1) as [typeof site.gateway]);
    const route = [site.farPrefix, "via", besides(site, router, "server").address];
    return {
      ...site.asked,
      at: router.name,
      // They would fail by the same fault, and use up the one ICMP error a second that a router sends to a host.
      withoutNoise: ["time-wait", "refused-flows", "reset-flows", "unanswered-flows", "expired-elsewhere"],
      ...byIp(router, ["route", "del", ...route], ["route", "add", ...route]),
      // The network's route is gone, the server's own is there.
      async nearMiss() {
        await router.ip("route", "add", `${site.address}${site.alone}`, ...route.slice(1));
        await router.ip("route", "del", ...route);
      },
    };
  },
};
