import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The client's own OUTPUT rules drop the flow: to the application it looks like a silent network. */
export const scenario: Scenario = {
  cause: "local-firewall-blocks",
  boundary: "client",
  mechanism: "an OUTPUT rule of the client drops",
  expected: { fault: broken("client", "local-firewall-blocks") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port });
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--connect-timeout", "2", "--max-time", "3", `telnet://${site.name}:${port}`],
        faultShows: /Connection timed out|Connection timeout|Failed to connect/,
      },
      ...byFilter(site.client, "output", [`ip daddr ${site.address} tcp dport ${port} counter drop`]),
    };
  },
};
