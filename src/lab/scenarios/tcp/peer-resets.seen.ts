import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startTcp, startWeb } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** The server's own process aborts, and a look from the server shows that the reset is its own. */
export const scenario: Scenario = {
  cause: "peer-resets",
  boundary: "tcp",
  mechanism: "the application of the server, which is a vantage, resets a connection at its first data",
  expected: { fault: broken("tcp", "peer-resets"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const port = draw.port();
    const url = `http://${site.name}:${port}/`;
    const web = await startWeb(site.server, { port });
    let aborting: Server | null = null;
    return {
      ...site.asked,
      target: url,
      at: site.server.name,
      proveByHand: askedByHand(url),
      async break() {
        await web.stop();
        aborting = await startTcp(site.server, { port, act: "reset-on-data" });
      },
      async fix() {
        await aborting?.stop();
        await web.restart();
      },
      // Another service of the same host does.
      nearMiss: async () => void (await startTcp(site.server, { port: draw.port(), act: "reset-on-data" })),
    };
  },
};
