import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The default answer of a REJECT rule: ICMP port unreachable, which no TCP stack sends for a closed port. */
export const scenario: Scenario = {
  cause: "firewall-rejects",
  boundary: "path",
  mechanism: "the server's own filter rejects with ICMP port unreachable",
  expected: { fault: broken("path", "firewall-rejects") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port });
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "2", `telnet://${site.name}:${port}`],
        faultShows: /exit 7/,
      },
      ...byFilter(site.server, "input", [`tcp dport ${port} reject with icmp type port-unreachable`]),
    };
  },
};
