import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { ownAnswer } from "./own-answer.ts";

/** A filtering resolver answers the name with the address of nobody. */
export const scenario: Scenario = {
  cause: "wrong-address",
  boundary: "dns",
  mechanism: "a resolver's policy answers 0.0.0.0",
  expected: { fault: broken("dns", "wrong-address") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net } = site;
    const [config] = site.recursion;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "4", site.url], faultShows: /exit 7/ },
      break: () => site.recursor.restart(ownAnswer(config, net.name, { address: "0.0.0.0", ttl: 10 })),
      fix: () => site.recursor.restart(config),
    };
  },
};
