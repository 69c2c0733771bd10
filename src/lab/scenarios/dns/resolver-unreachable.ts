import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** No resolver answers: packets to port 53 get lost at their hosts. */
export const scenario: Scenario = {
  cause: "resolver-unreachable",
  boundary: "dns",
  mechanism: "port 53 of every resolver is filtered",
  expected: { fault: broken("dns", "resolver-unreachable"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: draw.integer(1, 2) });
    const { net, client } = site;
    client.etc(
      "resolv.conf",
      net.resolvConf(`options timeout:${draw.integer(1, 2)} attempts:${draw.integer(1, 2)}`),
    );
    let filters: readonly Filter[] = [];
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => {
        filters = await Promise.all(
          net.resolvers.map((host) => host.filter("input", ["udp dport 53 drop", "tcp dport 53 drop"])),
        );
      },
      fix: async () => void (await Promise.all(filters.map((filter) => filter.remove()))),
      nearMiss: async () => {
        // A name that the hosts file answers needs no resolver.
        client.etc("hosts", `127.0.0.1 localhost\n${net.address} ${net.name}\n`);
        await Promise.all(
          net.resolvers.map((host) => host.filter("input", ["udp dport 53 drop", "tcp dport 53 drop"])),
        );
      },
    };
  },
};
