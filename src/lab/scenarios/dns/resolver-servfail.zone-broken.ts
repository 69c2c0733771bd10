import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** A typing error keeps the authority from loading its zone. */
export const scenario: Scenario = {
  cause: "resolver-servfail",
  boundary: "dns",
  mechanism: "the authority could not load its zone",
  expected: { fault: broken("dns", "resolver-servfail") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net } = site;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=6", net.name], faultShows: /status: SERVFAIL/ },
      break: () =>
        site.authority.restart({ kind: "named", zones: { [net.zone]: "@ SOA this is no zone\n" } }),
      fix: () => site.publish(site.records).then(site.forget),
    };
  },
};
