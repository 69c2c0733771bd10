import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** An IPv6 network without a default route. */
export const scenario: Scenario = {
  cause: "no-route",
  boundary: "route",
  mechanism: "the client has no IPv6 route, and the name no IPv4 address",
  expected: { fault: broken("route", "no-route") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { families: [6] });
    const port = draw.port();
    await startTcp(site.server, { port });
    const via = ["via", site.lan.address(site.gateway, 6)];
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "2", `telnet://${site.name}:${port}`],
        faultShows: /exit 7/,
      },
      ...byIp(site.client, ["-6", "route", "del", "default"], ["-6", "route", "add", "default", ...via]),
    };
  },
};
