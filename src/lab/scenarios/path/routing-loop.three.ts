import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite, secondLink } from "../../topology/index.ts";

/** Three routers in a ring: each has a good reason, together they have none. Seen from the client alone. */
export const scenario: Scenario = {
  cause: "routing-loop",
  boundary: "path",
  mechanism: "the third router sends the server's address to the first one by another link",
  expected: { fault: broken("path", "routing-loop") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: 3 });
    const port = draw.port();
    await startWeb(site.server, { port });
    const link = await secondLink([site.gateway, site.edge], draw);
    const route = [`${site.address}/32`, "via", link.near];
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit (7|28)/ },
      ...byIp(site.edge, ["route", "add", ...route], ["route", "del", ...route]),
    };
  },
};
