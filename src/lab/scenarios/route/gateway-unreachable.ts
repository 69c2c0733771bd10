import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The default route leads to an address of the client's own network that nobody has. */
export const scenario: Scenario = {
  cause: "gateway-unreachable",
  boundary: "route",
  mechanism: "the default route's gateway is an address that nobody has",
  expected: { fault: broken("route", "gateway-unreachable") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const right = site.lan.address(site.gateway);
    // Hosts of a wire are numbered from 2 to 250.
    const wrong = right.replace(/\d+$/, `${draw.integer(251, 254)}`);
    const route = ["route", "replace", "default", "via"];
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "6", url], faultShows: /exit (7|28)/ },
      ...byIp(site.client, [...route, wrong], [...route, right]),
    };
  },
};
