import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSecureSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** The server takes connections and reads, and never says a word. */
export const scenario: Scenario = {
  cause: "handshake-stalls",
  boundary: "tls",
  mechanism: "a server that accepts, reads and does not answer",
  expected: { fault: broken("tls", "handshake-stalls") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    let deaf: Server | undefined;
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 28/ },
      break: async () => {
        await secure.server.stop();
        deaf = await startTcp(secure.site.server, { port: secure.port, act: "hold" });
      },
      fix: async () => {
        await deaf?.stop();
        await secure.restore();
      },
    };
  },
};
