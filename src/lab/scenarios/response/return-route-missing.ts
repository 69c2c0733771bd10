import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** Requests arrive; the server's kernel knows no way to the client, and says so to the server alone. */
export const scenario: Scenario = {
  cause: "return-route-missing",
  boundary: "response",
  mechanism: "the server, which is a vantage, has no route to the client",
  expected: { fault: broken("response", "return-route-missing"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const via = ["via", site.far.address(site.edge, site.family)];
    const standard = ["route", "del", site.everywhere];
    return {
      ...site.asked,
      at: site.server.name,
      ...byIp(site.server, standard, ["route", "add", site.everywhere, ...via]),
      // No default route, but one to the client's network.
      async nearMiss() {
        await site.server.ip("route", "add", site.lanPrefix, ...via);
        await site.server.ip(...standard);
      },
    };
  },
};
