import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The name had no address when it was asked for; the resolver remembers that. */
export const scenario: Scenario = {
  cause: "negative-answer-cached",
  boundary: "dns",
  mechanism: "a cached NODATA",
  expected: { fault: broken("dns", "negative-answer-cached") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { zone: { negativeTtl: draw.integer(900, 3600) } });
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => {
        await site.publish([`${site.label} TXT "coming soon"`]);
        await site.lookUp();
        await site.publish(site.records);
      },
      fix: () => site.forget(),
    };
  },
};
