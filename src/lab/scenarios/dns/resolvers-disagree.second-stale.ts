import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { byEachResolver } from "./by-each-resolver.ts";
import { ownAnswer } from "./own-answer.ts";

/** The second resolver has the address of a server that is gone; who falls back to it fails. */
export const scenario: Scenario = {
  cause: "resolvers-disagree",
  boundary: "dns",
  mechanism: "the second resolver answers a dead address",
  expected: { fault: degraded("dns", "resolvers-disagree"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2, servers: 2 });
    const { net } = site;
    const [, second] = site.recursors;
    const [, secondConfig] = site.recursion;
    const other = net.far.address(net.servers.at(-1) ?? net.server);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: byEachResolver(site),
      break: async () => {
        await second?.restart(ownAnswer(secondConfig, net.name, { address: other }));
        await site.webs.at(-1)?.stop();
      },
      fix: async () => second?.restart(secondConfig),
      nearMiss: async () => {
        await second?.restart(ownAnswer(secondConfig, net.name, { address: other }));
      },
    };
  },
};
