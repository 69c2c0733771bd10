import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A router's filter lets nothing through to the service's port; the host answers on others. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "nft drops the SYN on a router",
  expected: { fault: broken("path", "firewall-drops"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other] = [draw.port(), draw.port()];
    await startNginx(site.server, servesWell(port));
    const router = draw.pick([site.gateway, site.edge]);
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...byFilter(router, "forward", [`tcp dport ${port} counter drop`]),
      // The same rule for another port of the same host.
      nearMiss: byFilter(router, "forward", [`tcp dport ${other} counter drop`]).break,
    };
  },
};
