import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** Names below this one exist, so that it exists too, without a record of its own (RFC 8020). */
export const scenario: Scenario = {
  cause: "no-address-record",
  boundary: "dns",
  mechanism: "an empty non-terminal",
  expected: { fault: broken("dns", "no-address-record") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: () => site.publish([`${draw.label()}.${site.label} A ${site.net.address}`]),
      fix: () => site.publish(site.records).then(site.forget),
    };
  },
};
