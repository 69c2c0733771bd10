import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The policy of a router's forward chain is drop, as Docker leaves it: nothing passes, and the router itself answers. */
export const scenario: Scenario = {
  cause: "host-unreachable",
  boundary: "path",
  mechanism: "the forward policy of a router is drop, which only the router can see",
  expected: { fault: broken("path", "host-unreachable") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port });
    const router = draw.pick([site.gateway, site.edge]);
    const table = draw.label();
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--connect-timeout", "2", `telnet://${site.name}:${port}`],
        faultShows: /Failed to connect|Connection timeout/,
      },
      break: () =>
        router.nft(
          `table ip ${table} {\nchain pass {\ntype filter hook forward priority 0; policy drop\n}\n}`,
        ),
      fix: () => router.nft(`delete table ip ${table}`),
    };
  },
};
