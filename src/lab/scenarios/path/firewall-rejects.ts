import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A router says by ICMP that the port is forbidden. RFC 1812, section 5.2.7.1; code 13. */
export const scenario: Scenario = {
  cause: "firewall-rejects",
  boundary: "path",
  mechanism: "nft on a router rejects with ICMP administratively prohibited",
  expected: { fault: broken("path", "firewall-rejects"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other] = [draw.port(), draw.port()];
    await startNginx(site.server, servesWell(port));
    const router = draw.pick([site.gateway, site.edge]);
    const url = `http://${site.name}:${port}/`;
    const reject = (to: number) => [`tcp dport ${to} reject with icmp type admin-prohibited`];
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 7/ },
      ...byFilter(router, "forward", reject(port)),
      nearMiss: byFilter(router, "forward", reject(other)).break,
    };
  },
};
