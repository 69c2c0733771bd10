import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { byEachResolver } from "./by-each-resolver.ts";
import { ownAnswer } from "./own-answer.ts";

/** Of two resolvers the second is a public one, to which the internal name does not exist. */
export const scenario: Scenario = {
  cause: "resolvers-disagree",
  boundary: "dns",
  mechanism: "the second resolver answers NXDOMAIN",
  expected: { fault: degraded("dns", "resolvers-disagree") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2 });
    const { net } = site;
    const [, second] = site.recursors;
    const [, secondConfig] = site.recursion;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: byEachResolver(site),
      break: async () => second?.restart(ownAnswer(secondConfig, net.name, { address: null })),
      fix: async () => second?.restart(secondConfig),
    };
  },
};
