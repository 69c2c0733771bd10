import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** The server's own filter admits a set of networks that the client's is not in; the server is a vantage. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "the server's own input filter, seen from the server, drops the client's network",
  expected: { fault: broken("path", "firewall-drops"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const { ip, service, lanPrefix, family } = site;
    const other = draw.subnet();
    const elsewhere = family === 4 ? `${other.v4}.0/24` : `${other.v6}/64`;
    const rules = (admitted: string) => [
      "ct state established,related accept",
      `tcp dport ${service.port} ${ip} saddr { ${admitted} } counter accept`,
      `tcp dport ${service.port} counter drop`,
    ];
    return {
      ...site.asked,
      at: site.server.name,
      ...byFilter(site.server, "input", rules(elsewhere)),
      nearMiss: byFilter(site.server, "input", rules(`${elsewhere}, ${lanPrefix}`)).break,
    };
  },
};
