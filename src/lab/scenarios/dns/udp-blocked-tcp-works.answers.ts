import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** The questions arrive, the answers over UDP get lost; over TCP all is well. */
export const scenario: Scenario = {
  cause: "udp-blocked-tcp-works",
  boundary: "dns",
  mechanism: "nft at the resolver drops UDP answers",
  expected: { fault: broken("dns", "udp-blocked-tcp-works") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client } = site;
    const [resolver = client] = net.resolvers;
    client.etc("resolv.conf", net.resolvConf("options timeout:2 attempts:2"));
    let filter: Filter | undefined;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => {
        filter = await resolver.filter("output", [`ip daddr ${net.lan.address(client)} udp sport 53 drop`]);
      },
      fix: async () => filter?.remove(),
    };
  },
};
