import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** Each of two routers takes the other for the way to the host. */
export const scenario: Scenario = {
  cause: "routing-loop",
  boundary: "path",
  mechanism: "a router sends the host's address back to the router before it",
  expected: { fault: broken("path", "routing-loop"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: draw.integer(2, 3) });
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const index = draw.integer(1, site.routers.length - 1);
    const [before, router, between] = [site.routers[index - 1], site.routers[index], site.wires[index]];
    if (!before || !router || !between) throw new Error("This site has two routers");
    const via = ["via", between.address(before)];
    // Hosts of a wire are numbered from 2 to 250.
    const nobody = site.address.replace(/\d+$/, `${draw.integer(251, 254)}`);
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit (7|28)/ },
      ...byIp(
        router,
        ["route", "add", `${site.address}/32`, ...via],
        ["route", "del", `${site.address}/32`, ...via],
      ),
      // Another address of the same network goes round.
      nearMiss: () => router.ip("route", "add", `${nobody}/32`, ...via),
    };
  },
};
