import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { byEachResolver } from "./by-each-resolver.ts";
import { ownAnswer } from "./own-answer.ts";

/** The first resolver still has the address of a server that is gone; the second one knows better, and is not asked. */
export const scenario: Scenario = {
  cause: "resolvers-disagree",
  boundary: "dns",
  mechanism: "the first resolver answers a dead address",
  expected: { fault: broken("dns", "resolvers-disagree"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2, servers: 2 });
    const { net } = site;
    const [first] = site.recursors;
    const [firstConfig] = site.recursion;
    const other = net.far.address(net.servers.at(-1) ?? net.server);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: byEachResolver(site),
      break: async () => {
        await first?.restart(ownAnswer(firstConfig, net.name, { address: other }));
        await site.webs.at(-1)?.stop();
      },
      fix: async () => first?.restart(firstConfig),
      nearMiss: async () => {
        // Both addresses serve: answers may differ by place.
        await first?.restart(ownAnswer(firstConfig, net.name, { address: other }));
      },
    };
  },
};
