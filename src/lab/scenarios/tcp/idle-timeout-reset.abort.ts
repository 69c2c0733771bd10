import { broken, type Scenario } from "../../scenario.ts";
import { startTcp, startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** The same by a device that aborts: each connection is reset after the same idle time. */
export const scenario: Scenario = {
  cause: "idle-timeout-reset",
  boundary: "tcp",
  mechanism: "the accepting side resets after an exact idle time, before any answer",
  expected: { fault: broken("tcp", "idle-timeout-reset") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const server = await startWeb(site.server, { port });
    let device: Server | null = null;
    const idle = draw.pick([1_000, 2_000]);
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "6", url], faultShows: /exit 56/ },
      async break() {
        await server.stop();
        device = await startTcp(site.server, { port, act: "hold", idle, idleBy: "reset" });
      },
      async fix() {
        await device?.stop();
        await server.restart();
      },
    };
  },
};
