import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { ownAnswer } from "./own-answer.ts";

/** Two resolvers are asked in turn (rotate), and one has the address of a server that is gone: every other look-up fails. */
export const scenario: Scenario = {
  cause: "resolvers-disagree",
  boundary: "dns",
  mechanism: "resolvers asked in turn, one answers a dead address",
  expected: { fault: degraded("dns", "resolvers-disagree") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2, servers: 2 });
    const { net, client } = site;
    const index = draw.integer(0, 1);
    const stale = site.recursors[index];
    const other = net.far.address(net.servers.at(-1) ?? net.server);
    client.etc("resolv.conf", net.resolvConf("options rotate"));
    return {
      target: site.url,
      options: ["--count", "8"],
      client: site.client,
      noise: site.net,
      proveByHand: {
        argv: [
          "sh",
          "-c",
          `for r in ${net.resolverAddresses.join(" ")}; do dig +short @$r ${net.name} | tail -1; done | sort -u | wc -l`,
        ],
        faultShows: /^2/,
      },
      break: async () => {
        await stale?.restart(ownAnswer(site.recursion[index], net.name, { address: other }));
        await site.webs.at(-1)?.stop();
      },
      fix: async () => stale?.restart(site.recursion[index]),
    };
  },
};
