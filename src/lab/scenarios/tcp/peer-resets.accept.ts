import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The server's process aborts every connection as soon as it has it. */
export const scenario: Scenario = {
  cause: "peer-resets",
  boundary: "tcp",
  mechanism: "the server resets each connection right after accept",
  expected: { fault: broken("tcp", "peer-resets") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const server = await startTcp(site.server, { port });
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "2", `telnet://${site.name}:${port}`],
        faultShows: /exit 56|reset/i,
      },
      break: () => server.restart({ port, act: "reset", after: draw.integer(2, 20) }),
      fix: () => server.restart({ port }),
    };
  },
};
