import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** Some of the resolver's answers get lost on their way, by chance. */
export const scenario: Scenario = {
  cause: "intermittent-loss",
  boundary: "dns",
  mechanism: "nft drops a third of the UDP answers at random",
  expected: { fault: degraded("dns", "intermittent-loss") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client } = site;
    const [resolver = client] = net.resolvers;
    client.etc("resolv.conf", net.resolvConf("options timeout:1 attempts:4"));
    let filter: Filter | undefined;
    const share = draw.integer(30, 40);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: {
        argv: ["sh", "-c", `for i in 1 2 3 4 5 6 7 8 9 10; do dig +tries=1 +time=1 ${net.name}; done`],
        faultShows: /timed out/,
      },
      break: async () => {
        filter = await resolver.filter("output", [
          `udp sport 53 ip daddr ${net.lan.address(client)} numgen random mod 100 < ${share} drop`,
        ]);
      },
      fix: async () => filter?.remove(),
    };
  },
};
