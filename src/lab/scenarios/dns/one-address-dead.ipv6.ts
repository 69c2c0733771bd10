import { degraded, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** Of several IPv6 addresses of the name one leads to a host that is gone. */
export const scenario: Scenario = {
  cause: "one-address-dead",
  boundary: "dns",
  mechanism: "one of several IPv6 servers is silent",
  expected: { fault: degraded("dns", "one-address-dead") },
  async build(world, draw) {
    const count = draw.integer(2, 3);
    const site = await buildSite(world, draw, {
      servers: count,
      families: [6],
      addresses: ({ servers, far }) => servers.map((server) => far.address(server)),
    });
    const port = draw.port();
    await Promise.all(site.servers.map((server) => startNginx(server, servesWell(port))));
    const dead = site.servers[draw.integer(0, count - 1)] ?? site.server;
    const url = `http://${site.name}:${port}/`;
    const there = `${site.name}:${port}:[${site.far.address(dead)}]`;
    let filter: Filter | undefined;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--resolve", there, url],
        faultShows: /exit 28/,
      },
      break: async () => {
        filter = await dead.filter("input", [`tcp dport ${port} drop`]);
      },
      fix: async () => filter?.remove(),
    };
  },
};
