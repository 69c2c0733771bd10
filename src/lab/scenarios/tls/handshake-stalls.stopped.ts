import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server process hangs; its kernel still completes connections and acknowledges. */
export const scenario: Scenario = {
  cause: "handshake-stalls",
  boundary: "tls",
  mechanism: "the server process is stopped",
  expected: { fault: broken("tls", "handshake-stalls") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["haproxy", "node"] });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 28/ },
      break: async () => secure.server.signal("SIGSTOP"),
      fix: async () => secure.server.signal("SIGCONT"),
    };
  },
};
