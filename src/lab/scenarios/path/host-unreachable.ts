import { allOf, byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The last router finds nobody at the address and says so by ICMP host unreachable. */
export const scenario: Scenario = {
  cause: "host-unreachable",
  boundary: "path",
  mechanism: "the server's interface is down behind the last router",
  expected: { fault: broken("path", "host-unreachable") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const device = site.far.interface(site.server);
    // An interface that goes down takes its routes along, and they do not come back with it.
    const route = ["route", "replace", "default", "via", site.far.address(site.edge)];
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "6", url], faultShows: /exit (7|28)/ },
      ...allOf(
        byIp(site.server, ["link", "set", "lo", "up"], route),
        byIp(site.server, ["link", "set", device, "down"], ["link", "set", device, "up"]),
      ),
    };
  },
};
