import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** As `.rewritten`, where the router may be looked at, and over either family. */
export const scenario: Scenario = {
  cause: "reply-from-wrong-address",
  boundary: "response",
  mechanism: "a router, which is a vantage, gives the server's answers its own source address",
  expected: { fault: broken("response", "reply-from-wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const { ip, family, service } = site;
    const rewrite = (port: number) => [
      `${ip} saddr ${site.address} tcp sport ${port} counter ${ip} saddr set ${site.far.address(site.edge, family)}`,
    ];
    return {
      ...site.asked,
      ...byFilter(router, "forward", rewrite(service.port)),
      nearMiss: byFilter(router, "forward", rewrite(draw.port())).break,
    };
  },
};
