import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** A summary of private networks is discarded at the server's end, as border routers do, and the client's is one of them. */
export const scenario: Scenario = {
  cause: "return-route-missing",
  boundary: "response",
  mechanism: "a blackhole or unreachable route of the server takes the answers",
  expected: { fault: broken("response", "return-route-missing"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const kind = draw.pick(["blackhole", "unreachable", "prohibit"]);
    const other = draw.subnet();
    return {
      ...site.asked,
      at: site.server.name,
      ...byIp(site.server, ["route", "add", kind, site.lanPrefix], ["route", "del", kind, site.lanPrefix]),
      nearMiss: () =>
        site.server.ip("route", "add", kind, site.family === 4 ? `${other.v4}.0/24` : `${other.v6}/64`),
    };
  },
};
