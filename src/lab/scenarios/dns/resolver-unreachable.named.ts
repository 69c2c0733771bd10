import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** The caller names the resolver to ask, and nothing answers there. */
export const scenario: Scenario = {
  cause: "resolver-unreachable",
  boundary: "dns",
  mechanism: "the resolver of --resolver is filtered",
  expected: { fault: broken("dns", "resolver-unreachable") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2 });
    const { net, client } = site;
    const [, asked = net.resolverAddress] = net.resolverAddresses;
    const last = net.resolvers.at(-1) ?? client;
    let filter: Filter | undefined;
    return {
      target: site.url,
      options: ["--resolver", asked],
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: {
        argv: ["dig", "+tries=1", "+time=2", `@${asked}`, net.name],
        faultShows: /no servers could be reached/,
      },
      break: async () => {
        filter = await last.filter("input", ["udp dport 53 drop", "tcp dport 53 drop"]);
      },
      fix: async () => filter?.remove(),
    };
  },
};
