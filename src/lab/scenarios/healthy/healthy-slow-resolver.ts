import type { Scenario } from "../../scenario.ts";
import { startSlowDns } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The resolver takes half a second for what it has not cached: slow, and no more than that. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "a resolver that takes half a second",
  expected: {},
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2 });
    const { net, client } = site;
    const [first = client] = net.resolvers;
    await site.recursor.stop();
    await startSlowDns(first, { to: net.resolverAddresses[1] ?? "", delay: draw.integer(300, 500) });
    client.etc("resolv.conf", `nameserver ${net.resolverAddress}\n`);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: {
        argv: ["curl", "-sS", "--fail", "--max-time", "14", site.url],
        faultShows: /exit [1-9]/,
      },
    };
  },
};
