import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** Somebody stopped an attack on an address by a route that discards, and forgot it: remotely triggered blackholing, RFC 5635. */
export const scenario: Scenario = {
  cause: "route-blackholed",
  boundary: "route",
  mechanism:
    "a blackhole, unreachable or prohibit route of a router, which is a vantage, takes the server's address",
  expected: { fault: broken("route", "route-blackholed"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const kind = draw.pick(["blackhole", "blackhole", "unreachable", "prohibit"]);
    const own = [kind, `${site.address}${site.alone}`];
    const stranger = [kind, `${site.far.address(site.stranger, site.family)}${site.alone}`];
    return {
      ...site.asked,
      at: router.name,
      ...byIp(router, ["route", "add", ...own], ["route", "del", ...own]),
      // Noise that waits for the stranger would wait for ever in the near miss.
      withoutNoise: ["time-wait", "expired-elsewhere"],
      // A neighbour of the server is discarded.
      nearMiss: () => router.ip("route", "add", ...stranger),
    };
  },
};
