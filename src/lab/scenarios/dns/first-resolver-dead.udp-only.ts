import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** UDP to the first of two resolvers is filtered, so that every look-up waits; TCP to it passes. */
export const scenario: Scenario = {
  cause: "first-resolver-dead",
  boundary: "dns",
  mechanism: "UDP 53 of the first resolver is filtered",
  expected: { fault: degraded("dns", "first-resolver-dead") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2 });
    const { net } = site;
    const [first = net.client] = net.resolvers;
    let filter: Filter | undefined;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: {
        argv: ["dig", "+tries=1", "+time=2", `@${net.resolverAddress}`, net.name],
        faultShows: /no servers could be reached/,
      },
      break: async () => {
        filter = await first.filter("input", ["udp dport 53 drop"]);
      },
      fix: async () => filter?.remove(),
    };
  },
};
