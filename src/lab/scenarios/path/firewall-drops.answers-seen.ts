import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** The rule meets the answers, by their source port, on a router that is a vantage. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "nft on a router drops what comes back from the service's port",
  expected: { fault: broken("path", "firewall-drops"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const { ip, service, address } = site;
    const rule = (port: number) => [`${ip} saddr ${address} tcp sport ${port} counter drop`];
    return {
      ...site.asked,
      at: router.name,
      ...byFilter(router, "forward", rule(service.port)),
      nearMiss: byFilter(router, "forward", rule(draw.port())).break,
    };
  },
};
