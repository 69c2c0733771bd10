import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { besides, buildWatchedSite } from "../../topology/index.ts";

/** A router's own next hop is an address that nobody has any more. */
export const scenario: Scenario = {
  cause: "gateway-unreachable",
  boundary: "route",
  mechanism: "the next hop of a router, which is a vantage, is an address that nobody has",
  expected: { fault: broken("route", "gateway-unreachable"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { routers: draw.integer(2, 4) });
    const router = draw.pick(site.routers.slice(0, -1) as [typeof site.gateway]);
    const { address } = besides(site, router, "server");
    // Hosts of a wire are numbered from 2 to 250, in hexadecimal in IPv6.
    const nobody =
      site.family === 4
        ? address.replace(/\d+$/, `${draw.integer(251, 254)}`)
        : address.replace(/[0-9a-f]+$/, draw.integer(251, 254).toString(16));
    const route = ["route", "replace", site.farPrefix, "via"];
    const other = draw.subnet();
    const elsewhere = site.family === 4 ? `${other.v4}.0/24` : `${other.v6}/64`;
    return {
      ...site.asked,
      at: router.name,
      ...byIp(router, [...route, nobody], [...route, address]),
      nearMiss: () => router.ip("route", "add", elsewhere, "via", nobody),
    };
  },
};
