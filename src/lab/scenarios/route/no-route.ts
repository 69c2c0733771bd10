import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The client lost its default route; its resolver is on its own network and answers. */
export const scenario: Scenario = {
  cause: "no-route",
  boundary: "route",
  mechanism: "the client has no default route",
  expected: { fault: broken("route", "no-route") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const via = ["via", site.lan.address(site.gateway)];
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 7/ },
      ...byIp(site.client, ["route", "del", "default"], ["route", "add", "default", ...via]),
    };
  },
};
