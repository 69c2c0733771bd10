import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The first resolver's process has ended, and its host says so. */
export const scenario: Scenario = {
  cause: "first-resolver-dead",
  boundary: "dns",
  mechanism: "the first resolver process has ended",
  expected: { fault: degraded("dns", "first-resolver-dead") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: draw.integer(2, 3) });
    const { net } = site;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: {
        argv: ["dig", "+tries=1", "+time=2", `@${net.resolverAddress}`, net.name],
        faultShows: /connection refused|no servers could be reached/,
      },
      break: () => site.recursor.stop(),
      fix: () => site.recursor.restart(),
    };
  },
};
