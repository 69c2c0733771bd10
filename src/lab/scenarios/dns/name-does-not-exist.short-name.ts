import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** A short name is found by the search list alone, and the list has another domain now. */
export const scenario: Scenario = {
  cause: "name-does-not-exist",
  boundary: "dns",
  mechanism: "a short name that no search domain has",
  expected: { fault: broken("dns", "name-does-not-exist") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client, label } = site;
    client.etc("resolv.conf", net.resolvConf(`search ${net.zone}`));
    return {
      target: `http://${label}:${site.port}/`,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", label], faultShows: /exit 2/ },
      break: async () => client.etc("resolv.conf", net.resolvConf(`search ${draw.name()}`)),
      fix: async () => client.etc("resolv.conf", net.resolvConf(`search ${net.zone}`)),
    };
  },
};
