import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A router translates the source of answers that it never saw a request for: stateless, in one direction. */
export const scenario: Scenario = {
  cause: "reply-from-wrong-address",
  boundary: "response",
  mechanism: "nft on a router rewrites the source address of the server's answers",
  expected: { fault: broken("response", "reply-from-wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other] = [draw.port(), draw.port()];
    await startTcp(site.server, { port });
    const router = draw.pick([site.gateway, site.edge]);
    // The router's own outer address, or one of a pool. Hosts of a wire are numbered from 2 to 250.
    const wrong = draw.pick([
      site.far.address(site.edge),
      site.address.replace(/\d+$/, `${draw.integer(251, 254)}`),
    ]);
    const rewrite = (from: number) => [
      `ip saddr ${site.address} tcp sport ${from} counter ip saddr set ${wrong}`,
    ];
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--connect-timeout", "2", `telnet://${site.name}:${port}`],
        faultShows: /Failed to connect|Connection timeout/,
      },
      ...byFilter(router, "forward", rewrite(port)),
      nearMiss: byFilter(router, "forward", rewrite(other)).break,
    };
  },
};
