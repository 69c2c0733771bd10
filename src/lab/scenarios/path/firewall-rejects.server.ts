import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** Something listens, and the server's own filter resets whoever asks: only the server shows that both are true. */
export const scenario: Scenario = {
  cause: "firewall-rejects",
  boundary: "path",
  mechanism: "the server's own input filter, seen from the server, rejects with a reset",
  expected: { fault: broken("path", "firewall-rejects"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const rule = (port: number) => [
      `${site.ip} saddr ${site.lanPrefix} tcp dport ${port} counter reject with tcp reset`,
    ];
    return {
      ...site.asked,
      at: site.server.name,
      ...byFilter(site.server, "input", rule(site.service.port)),
      nearMiss: byFilter(site.server, "input", rule(draw.port())).break,
    };
  },
};
