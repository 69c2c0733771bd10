import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The resolver answers a client a few times a second and drops what is above. */
export const scenario: Scenario = {
  cause: "intermittent-loss",
  boundary: "dns",
  mechanism: "unbound with ip-ratelimit",
  expected: { fault: degraded("dns", "intermittent-loss") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { kinds: ["unbound"] });
    const { net, client } = site;
    const [config] = site.recursion;
    client.etc("resolv.conf", net.resolvConf("options timeout:1 attempts:4"));
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
        // Of what is above the limit one question in two is answered.
        const limit = ["ip-ratelimit: 1", "ip-ratelimit-factor: 2"];
        await site.recursor.restart(config ? { ...config, unbound: limit } : undefined);
      },
      fix: () => site.recursor.restart(config),
    };
  },
};
