import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildNeighbours } from "../../topology/index.ts";

/** The server is on the client's own network and does not answer ARP. RFC 826. */
export const scenario: Scenario = {
  cause: "neighbour-unresolved",
  boundary: "link",
  mechanism: "the server of the client's own network is down",
  expected: { fault: broken("link", "neighbour-unresolved") },
  async build(world, draw) {
    const site = await buildNeighbours(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const device = site.lan.interface(site.server);
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "6", url], faultShows: /exit (7|28)/ },
      break: () => site.server.ip("link", "set", device, "down"),
      fix: () => site.server.ip("link", "set", device, "up"),
    };
  },
};
