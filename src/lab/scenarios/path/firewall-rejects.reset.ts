import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A router answers the SYN by a reset of its own: it has come fewer hops than the host's own answers. */
export const scenario: Scenario = {
  cause: "firewall-rejects",
  boundary: "path",
  mechanism: "nft on the first of several routers rejects with a TCP reset",
  expected: { fault: broken("path", "firewall-rejects") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: draw.integer(2, 3) });
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 7/ },
      ...byFilter(site.gateway, "forward", [`tcp dport ${port} reject with tcp reset`]),
    };
  },
};
