import { broken, type Scenario } from "../../scenario.ts";
import { delegation } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The whole domain is gone: its parent does not know it any more, as when its registration ran out. */
export const scenario: Scenario = {
  cause: "name-does-not-exist",
  boundary: "dns",
  mechanism: "the parent zone has no delegation",
  expected: { fault: broken("dns", "name-does-not-exist") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => {
        await site.net.registry.restart(site.net.root([]));
        await site.forget();
      },
      fix: async () => {
        await site.net.registry.restart(site.net.root(delegation(site.net.zone, site.net.nameServers)));
        await site.forget();
      },
    };
  },
};
