import { degraded, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** Of several servers one hangs: it takes connections and answers nothing. */
export const scenario: Scenario = {
  cause: "one-address-dead",
  boundary: "dns",
  mechanism: "one of several servers is stopped",
  expected: { fault: degraded("dns", "one-address-dead") },
  async build(world, draw) {
    const count = draw.integer(2, 3);
    const site = await buildSite(world, draw, {
      servers: count,
      addresses: ({ servers, far }) => servers.map((server) => far.address(server)),
    });
    const port = draw.port();
    const running = await Promise.all(site.servers.map((server) => startWeb(server, { port })));
    const dead = draw.integer(0, count - 1);
    const there = `${site.name}:${port}:${site.far.address(site.servers[dead] ?? site.server)}`;
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--resolve", there, url],
        faultShows: /exit 28/,
      },
      break: async () => running[dead]?.signal("SIGSTOP"),
      fix: async () => running[dead]?.signal("SIGCONT"),
    };
  },
};
