import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The resolver takes the client, and refuses this one domain by its operator's policy. */
export const scenario: Scenario = {
  cause: "resolver-refuses",
  boundary: "dns",
  mechanism: "a policy of the resolver refuses the domain",
  expected: { fault: broken("dns", "resolver-refuses") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { kinds: ["unbound"] });
    const { net } = site;
    const [config] = site.recursion;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=3", net.name], faultShows: /status: REFUSED/ },
      break: async () =>
        site.recursor.restart(config && { ...config, unbound: [`local-zone: "${net.zone}." always_refuse`] }),
      fix: () => site.recursor.restart(config),
    };
  },
};
