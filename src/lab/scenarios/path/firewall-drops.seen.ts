import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** The rule that drops stands on one of the routers, among rules for others, and a look from there finds it. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "nft on a router, which is a vantage, drops the service's port",
  expected: { fault: broken("path", "firewall-drops"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const { ip, service, address } = site;
    const rules = (port: number) => [
      `${ip} daddr ${address} tcp dport ${draw.port()} counter accept`,
      `${ip} saddr ${address} tcp dport ${draw.port()} counter drop`,
      `${ip} daddr ${address} tcp dport ${port} counter drop`,
    ];
    return {
      ...site.asked,
      at: router.name,
      ...byFilter(router, "forward", rules(service.port)),
      nearMiss: byFilter(router, "forward", rules(draw.port())).break,
    };
  },
};
