import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A name with two or three addresses, behind one of which nothing listens. */
export const scenario: Scenario = {
  cause: "one-address-dead",
  boundary: "dns",
  mechanism: "one of several servers refuses",
  expected: { fault: degraded("dns", "one-address-dead"), "near-miss": healthy },
  async build(world, draw) {
    const count = draw.integer(2, 3);
    const site = await buildSite(world, draw, {
      servers: count,
      addresses: ({ servers, far }) => servers.map((server) => far.address(server)),
    });
    const port = draw.port();
    const running = await Promise.all(site.servers.map((server) => startNginx(server, servesWell(port))));
    const dead = draw.integer(0, count - 1);
    const server = site.servers[dead] ?? site.server;
    const url = `http://${site.name}:${port}/`;
    const there = `${site.name}:${port}:${site.far.address(server)}`;
    // A server beside them that the name does not lead to.
    const spare = await startNginx(site.stranger, servesWell(port));
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--resolve", there, url],
        faultShows: /exit 7/,
      },
      break: async () => running[dead]?.stop(),
      fix: async () => running[dead]?.restart(),
      nearMiss: () => spare.stop(),
    };
  },
};
