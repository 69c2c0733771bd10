import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The name is an alias, and what it points to was taken away. */
export const scenario: Scenario = {
  cause: "name-does-not-exist",
  boundary: "dns",
  mechanism: "a CNAME whose target does not exist",
  expected: { fault: broken("dns", "name-does-not-exist"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const other = draw.label();
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: () => site.publish([`${site.label} CNAME ${other}`]),
      fix: () => site.publish(site.records).then(site.forget),
      nearMiss: () => site.publish([`${site.label} CNAME ${other}`, `${other} A ${site.net.address}`]),
    };
  },
};
