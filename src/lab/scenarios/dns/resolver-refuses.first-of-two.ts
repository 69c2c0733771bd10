import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { refusing } from "./refusing.ts";

/** The first of several resolvers refuses; clients go on to the next one. */
export const scenario: Scenario = {
  cause: "resolver-refuses",
  boundary: "dns",
  mechanism: "the first resolver refuses the client",
  expected: { fault: degraded("dns", "resolver-refuses") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: draw.integer(2, 3) });
    const { net } = site;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: {
        argv: ["dig", "+tries=1", "+time=3", `@${net.resolverAddress}`, net.name],
        faultShows: /status: REFUSED/,
      },
      break: () => site.recursor.restart(refusing(site.recursion[0])),
      fix: () => site.recursor.restart(site.recursion[0]),
    };
  },
};
