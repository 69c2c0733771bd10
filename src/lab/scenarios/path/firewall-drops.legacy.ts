import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** Rules of the old tables, which `nft list ruleset` does not show. iptables-legacy(8). */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "iptables-legacy on a router, which is a vantage, drops the service's port",
  expected: { fault: broken("path", "firewall-drops"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const tool = site.family === 4 ? "iptables-legacy" : "ip6tables-legacy";
    const rule = (port: number) => [
      ...["FORWARD", "-p", "tcp", "-d", site.address],
      ...["--dport", `${port}`, "-j", "DROP"],
    ];
    return {
      ...site.asked,
      at: router.name,
      break: async () => void (await router.must([tool, "-A", ...rule(site.service.port)])),
      fix: async () => void (await router.must([tool, "-D", ...rule(site.service.port)])),
      nearMiss: async () => void (await router.must([tool, "-A", ...rule(draw.port())])),
    };
  },
};
