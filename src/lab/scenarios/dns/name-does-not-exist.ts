import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The record was taken out of the zone. */
export const scenario: Scenario = {
  cause: "name-does-not-exist",
  boundary: "dns",
  mechanism: "the authority answers NXDOMAIN",
  expected: { fault: broken("dns", "name-does-not-exist") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: () => site.publish([]),
      fix: () => site.publish(site.records).then(site.forget),
    };
  },
};
