import { degraded, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { losing, lostHandshakes, repeated } from "./lossy.ts";

/** The same on the way back: every request arrives, some answers do not. */
export const scenario: Scenario = {
  cause: "packet-loss",
  boundary: "path",
  mechanism: "a router loses a share of the packets from the servers' network",
  expected: { fault: degraded("path", "packet-loss") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startWeb(site.server, { port });
    const url = `http://${site.name}:${port}/`;
    const router = draw.pick([site.gateway, site.edge]);
    return {
      target: url,
      ...repeated,
      client: site.client,
      noise: site,
      proveByHand: lostHandshakes(url),
      ...losing(router, draw, `ip saddr ${site.far.prefix[4]}`),
    };
  },
};
