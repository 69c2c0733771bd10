import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** Every third question to the resolver gets lost on its way. */
export const scenario: Scenario = {
  cause: "intermittent-loss",
  boundary: "dns",
  mechanism: "nft at the resolver drops one query of three",
  expected: { fault: degraded("dns", "intermittent-loss") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client } = site;
    const [resolver = client] = net.resolvers;
    client.etc("resolv.conf", net.resolvConf("options timeout:1 attempts:4"));
    let filter: Filter | undefined;
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
        // In turn and not by chance, so that a run can be repeated.
        filter = await resolver.filter("input", ["udp dport 53 numgen inc mod 3 == 0 drop"]);
      },
      fix: async () => filter?.remove(),
    };
  },
};
