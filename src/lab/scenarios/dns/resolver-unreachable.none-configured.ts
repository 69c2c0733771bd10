import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** resolv.conf was emptied, so that the resolver is 127.0.0.1 (resolv.conf(5)), where nothing listens. */
export const scenario: Scenario = {
  cause: "resolver-unreachable",
  boundary: "dns",
  mechanism: "resolv.conf names no server",
  expected: { fault: broken("dns", "resolver-unreachable") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client } = site;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => client.etc("resolv.conf", draw.pick(["", "# made by hand\noptions timeout:2\n"])),
      fix: async () => client.etc("resolv.conf", net.resolvConf()),
    };
  },
};
