import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The gateway itself is gone from the client's network. */
export const scenario: Scenario = {
  cause: "gateway-unreachable",
  boundary: "route",
  mechanism: "the gateway's interface on the client's network is down",
  expected: { fault: broken("route", "gateway-unreachable") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port });
    const device = site.lan.interface(site.gateway);
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "6", "--connect-timeout", "6", `telnet://${site.name}:${port}`],
        faultShows: /exit 7|Connection timed out|Connection timeout|Failed to connect/,
      },
      ...byIp(site.gateway, ["link", "set", device, "down"], ["link", "set", device, "up"]),
    };
  },
};
