import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The name was asked for before it existed; the resolver remembers that it does not. */
export const scenario: Scenario = {
  cause: "negative-answer-cached",
  boundary: "dns",
  mechanism: "a cached NXDOMAIN",
  expected: { fault: broken("dns", "negative-answer-cached") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { zone: { negativeTtl: draw.integer(900, 3600) } });
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => {
        await site.publish([]);
        await site.lookUp();
        await site.publish(site.records);
      },
      fix: () => site.forget(),
    };
  },
};
