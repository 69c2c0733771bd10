import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { refusing } from "./refusing.ts";

/** The resolvers do not take this client any more: an access list, or recursion switched off. */
export const scenario: Scenario = {
  cause: "resolver-refuses",
  boundary: "dns",
  mechanism: "every resolver refuses the client",
  expected: { fault: broken("dns", "resolver-refuses") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: draw.integer(1, 2) });
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
      break: async () =>
        void (await Promise.all(
          site.recursors.map((each, index) => each.restart(refusing(site.recursion[index]))),
        )),
      fix: async () =>
        void (await Promise.all(site.recursors.map((each, index) => each.restart(site.recursion[index])))),
    };
  },
};
