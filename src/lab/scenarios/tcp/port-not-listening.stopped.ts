import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The service's process has ended; its host answers for it, from behind routers. */
export const scenario: Scenario = {
  cause: "port-not-listening",
  boundary: "tcp",
  mechanism: "the server's process has ended",
  expected: { fault: broken("tcp", "port-not-listening"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: draw.integer(2, 3) });
    const [port, other] = [draw.port(), draw.port()];
    const server = await startTcp(site.server, { port });
    const neighbour = await startTcp(site.server, { port: other });
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "2", `telnet://${site.name}:${port}`],
        faultShows: /exit 7/,
      },
      break: () => server.stop(),
      fix: () => server.restart(),
      // Another service of the same host has ended.
      nearMiss: () => neighbour.stop(),
    };
  },
};
