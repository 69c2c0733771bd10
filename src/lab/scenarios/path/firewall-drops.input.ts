import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The server's own filter admits other networks than the client's. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "the server's own input filter drops the client's network on this port",
  expected: { fault: broken("path", "firewall-drops") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port });
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", `telnet://${site.name}:${port}`],
        faultShows: /timed? ?out/i,
      },
      ...byFilter(site.server, "input", [`ip saddr ${site.lan.prefix[4]} tcp dport ${port} drop`]),
    };
  },
};
