import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The name itself is what is asked about, and it does not exist. */
export const scenario: Scenario = {
  cause: "name-does-not-exist",
  boundary: "dns",
  mechanism: "dns:// of a name that the authority denies",
  expected: { fault: broken("dns", "name-does-not-exist") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    return {
      target: `dns://${site.net.name}`,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: () => site.publish([]),
      fix: () => site.publish(site.records).then(site.forget),
    };
  },
};
