import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** dnsmasq knows the names of the house, and this one no more. */
export const scenario: Scenario = {
  cause: "name-does-not-exist",
  boundary: "dns",
  mechanism: "dnsmasq answers NXDOMAIN for its own domain",
  expected: { fault: broken("dns", "name-does-not-exist") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    return {
      target: `http://${site.name}:${port}/`,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["getent", "ahosts", site.name], faultShows: /exit 2/ },
      break: () => site.dns.restart({ records: { [draw.name()]: [site.address] } }),
      fix: () => site.dns.restart({ records: site.records }),
    };
  },
};
