import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A route of the client itself throws the packets away. ip-route(8), "TYPE". */
export const scenario: Scenario = {
  cause: "route-blackholed",
  boundary: "route",
  mechanism: "a blackhole, unreachable or prohibit route of the client",
  expected: { fault: broken("route", "route-blackholed"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const type = draw.pick(["blackhole", "unreachable", "prohibit"]);
    const destination = draw.pick([site.far.prefix[4], `${site.address}/32`]);
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 7/ },
      ...byIp(site.client, ["route", "add", type, destination], ["route", "del", type, destination]),
      nearMiss: () => site.client.ip("route", "add", type, `${draw.subnet().v4}.0/24`),
    };
  },
};
