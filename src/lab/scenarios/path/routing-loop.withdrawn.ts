import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The last router's own network is gone, its default route leads back, and nobody told the router before it. */
export const scenario: Scenario = {
  cause: "routing-loop",
  boundary: "path",
  mechanism: "the servers' network is down at the last router, whose default route leads back",
  expected: { fault: broken("path", "routing-loop") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: draw.integer(2, 3) });
    const port = draw.port();
    await startTcp(site.server, { port });
    const [before, between] = [site.routers.at(-2), site.wires.at(-2)];
    if (!before || !between) throw new Error("This site has two routers");
    await site.edge.ip("route", "add", "default", "via", between.address(before));
    const device = site.far.interface(site.edge);
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--connect-timeout", "2", `telnet://${site.name}:${port}`],
        faultShows: /Failed to connect|Connection timeout/,
      },
      ...byIp(site.edge, ["link", "set", device, "down"], ["link", "set", device, "up"]),
    };
  },
};
