import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";
import { longAliases } from "./long-aliases.ts";

/** The answer does not fit and is truncated; over TCP, where all of it would come, nothing passes. */
export const scenario: Scenario = {
  cause: "large-answer-lost",
  boundary: "dns",
  mechanism: "truncated answers while TCP 53 is filtered",
  expected: { fault: broken("dns", "large-answer-lost"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client } = site;
    const [resolver = client] = net.resolvers;
    await site.publish(longAliases(site, draw));
    client.etc("resolv.conf", net.resolvConf("options timeout:2 attempts:1"));
    let filter: Filter | undefined;
    const verdict = draw.pick(["drop", "reject with tcp reset"]);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit (2|timed out)/ },
      break: async () => {
        filter = await resolver.filter("input", [
          `ip saddr ${net.lan.address(client)} tcp dport 53 ${verdict}`,
        ]);
      },
      fix: async () => filter?.remove(),
      nearMiss: async () => {
        // Small answers need no TCP.
        await site.publish(site.records);
        await site.forget();
        await resolver.filter("input", ["tcp dport 53 drop"]);
      },
    };
  },
};
