import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** A reset or an ICMP error in the server's name, made by a router that is a vantage: from the client a reset looks like a closed port. */
export const scenario: Scenario = {
  cause: "firewall-rejects",
  boundary: "path",
  mechanism: "nft on a router, which is a vantage, rejects the service's port, by a reset as well",
  expected: { fault: broken("path", "firewall-rejects"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const how = draw.pick([
      "tcp reset",
      "tcp reset",
      "icmpx type admin-prohibited",
      "icmpx type port-unreachable",
      "icmpx type host-unreachable",
    ]);
    const rule = (port: number) => [`tcp dport ${port} counter reject with ${how}`];
    return {
      ...site.asked,
      at: router.name,
      ...byFilter(router, "forward", rule(site.service.port)),
      nearMiss: byFilter(router, "forward", rule(draw.port())).break,
    };
  },
};
