import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/**
 * Requests arrive, answers have no route. From the client nothing of the host answers, as if it were dead: that its
 * table lacks a route (`return-route-missing`) only a look from the host itself shows.
 */
export const scenario: Scenario = {
  cause: "host-unreachable",
  boundary: "path",
  mechanism: "the server has no route back to the client, which only the server can see",
  expected: { fault: broken("path", "host-unreachable"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const via = ["via", site.far.address(site.edge)];
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...byIp(site.server, ["route", "del", "default"], ["route", "add", "default", ...via]),
      // No default route, but one to the client's network.
      async nearMiss() {
        await site.server.ip("route", "add", site.lan.prefix[4], ...via);
        await site.server.ip("route", "del", "default");
      },
    };
  },
};
