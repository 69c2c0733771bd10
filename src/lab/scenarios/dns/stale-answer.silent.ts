import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The same through two resolvers, and the old host is gone: nothing comes back from it. */
export const scenario: Scenario = {
  cause: "stale-answer",
  boundary: "dns",
  mechanism: "cached addresses of a silent host, after a move",
  expected: { fault: broken("dns", "stale-answer") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2, servers: 2, zone: { ttl: 3600 } });
    const { net } = site;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "4", site.url], faultShows: /exit (7|28)/ },
      break: async () => {
        await site.lookUp();
        // The second one is asked by others all the time.
        await net.client.run(["dig", "+short", `@${net.resolverAddresses[1]}`, net.name]);
        await site.publish([site.record(1)]);
        await net.server.filter("input", [
          "udp dport != 53 drop",
          "tcp dport != 53 drop",
          "icmp type echo-request drop",
        ]);
      },
      fix: () => site.forget(),
    };
  },
};
