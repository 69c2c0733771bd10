import { byFilter } from "../../faults.ts";
import { degraded, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The same with a server that is silent: a client that tries it first waits. */
export const scenario: Scenario = {
  cause: "one-address-dead",
  boundary: "dns",
  mechanism: "one of several servers is silent",
  expected: { fault: degraded("dns", "one-address-dead") },
  async build(world, draw) {
    const site = await buildSite(world, draw, {
      servers: 2,
      addresses: ({ servers, far }) => servers.map((server) => far.address(server)),
    });
    const port = draw.port();
    await Promise.all(site.servers.map((server) => startTcp(server, { port })));
    const dead = draw.pick([site.server, site.servers[1] ?? site.server]);
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: [
          "curl",
          "-sS",
          "--connect-timeout",
          "2",
          "--max-time",
          "3",
          `telnet://${site.far.address(dead)}:${port}`,
        ],
        faultShows: /Connection timed out|Connection timeout|Failed to connect/,
      },
      ...byFilter(dead, "input", ["tcp flags & (fin|syn|rst|ack) == syn drop"]),
    };
  },
};
