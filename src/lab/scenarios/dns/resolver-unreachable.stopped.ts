import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The resolvers' processes have ended; their hosts answer that the port is closed. */
export const scenario: Scenario = {
  cause: "resolver-unreachable",
  boundary: "dns",
  mechanism: "every resolver process has ended",
  expected: { fault: broken("dns", "resolver-unreachable") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: draw.integer(1, 2) });
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => void (await Promise.all(site.recursors.map((each) => each.stop()))),
      fix: async () => void (await Promise.all(site.recursors.map((each) => each.restart()))),
    };
  },
};
