import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A leftover of an old network plan: the destination goes to a neighbour that no longer is a router. */
export const scenario: Scenario = {
  cause: "wrong-route-preferred",
  boundary: "route",
  mechanism: "a more specific route of the client leads to a neighbour that does not forward",
  expected: {
    fault: undecided(
      broken("route", "wrong-route-preferred"),
      "nothing comes back by this route; only a try over the other one tells",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const via = ["via", site.resolverAddress];
    const destination = draw.pick([site.far.prefix[4], `${site.address}/32`]);
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...byIp(site.client, ["route", "add", destination, ...via], ["route", "del", destination, ...via]),
      nearMiss: () => site.client.ip("route", "add", `${draw.subnet().v4}.0/24`, ...via),
    };
  },
};
