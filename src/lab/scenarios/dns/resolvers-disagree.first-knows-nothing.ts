import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { ownAnswer } from "./own-answer.ts";

/** Of two resolvers the first is a public one, to which the internal name does not exist: clients stop there. */
export const scenario: Scenario = {
  cause: "resolvers-disagree",
  boundary: "dns",
  mechanism: "the first resolver answers NXDOMAIN",
  expected: { fault: broken("dns", "resolvers-disagree") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2 });
    const { net } = site;
    const [first] = site.recursors;
    const [firstConfig] = site.recursion;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => first?.restart(ownAnswer(firstConfig, net.name, { address: null })),
      fix: async () => first?.restart(firstConfig),
    };
  },
};
