import { allOf, byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** Nothing at all of the host answers, on any port or protocol, and no router says anything. */
export const scenario: Scenario = {
  cause: "host-unreachable",
  boundary: "path",
  mechanism: "the server hangs: it answers neither TCP nor ICMP",
  expected: { fault: broken("path", "host-unreachable") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...allOf(byFilter(site.server, "input", ["drop"]), byFilter(site.server, "output", ["drop"])),
    };
  },
};
