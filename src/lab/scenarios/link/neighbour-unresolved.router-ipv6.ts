import { broken, healthy, type Scenario } from "../../scenario.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/** The last router finds no hardware address for the server; its neighbour table, which is looked at, says so. */
export const scenario: Scenario = {
  cause: "neighbour-unresolved",
  boundary: "link",
  mechanism: "the server answers neither ARP nor neighbour solicitations of the last router, a vantage",
  expected: {
    fault: broken("link", "neighbour-unresolved"),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 6, watched: ({ routers }) => routers });
    const table = `x${draw.label()}`;
    const rule = (from: string) =>
      site.family === 4
        ? `table arp ${table} {\nchain deaf {\ntype filter hook input priority 0\narp operation request ${from}drop\n}\n}`
        : `table ip6 ${table} {\nchain deaf {\ntype filter hook input priority 0\n${from}icmpv6 type nd-neighbor-solicit drop\n}\n}`;
    return {
      ...site.asked,
      // The last router looks for it for three seconds, and what waits for that fails with it.
      proveByHand: askedByHand(site.service.target, 6),
      at: site.edge.name,
      async break() {
        await site.server.nft(rule(""));
        await site.edge.ip("neigh", "flush", "all");
      },
      fix: () => site.server.nft(`delete table ${site.family === 4 ? "arp" : "ip6"} ${table}`),
      // It is deaf to the stranger alone.
      nearMiss: () => {
        const stranger = site.far.address(site.stranger, site.family);
        return site.server.nft(
          rule(site.family === 4 ? `arp saddr ip ${stranger} ` : `ip6 saddr ${stranger} `),
        );
      },
    };
  },
};
