import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The zone's one authority has ended. */
export const scenario: Scenario = {
  cause: "resolver-servfail",
  boundary: "dns",
  mechanism: "the authority process has ended",
  expected: { fault: broken("dns", "resolver-servfail") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { kinds: ["named"] });
    const { net } = site;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=6", net.name], faultShows: /status: SERVFAIL/ },
      break: () => site.authority.stop(),
      fix: () => site.authority.restart().then(site.forget),
    };
  },
};
