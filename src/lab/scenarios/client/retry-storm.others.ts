import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startDesk, startStorm } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** The flood comes from the service's own application hosts, which reconnect every 100 ms: not an attack. They and the server are vantages. */
export const scenario: Scenario = {
  cause: "retry-storm",
  boundary: "client",
  mechanism: "two application hosts reconnect without backoff and fill the server's queue",
  expected: {
    fault: broken("client", "retry-storm"),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4, servers: 3 });
    const [server, ...applications] = site.servers;
    if (!server) throw new Error("This site has three servers");
    const port = draw.port();
    const desk = await startDesk(server, { port, backlog: draw.integer(2, 6), work: 900 });
    const clients = { address: site.address, port, patience: 150, pause: 50 };
    const storms: Server[] = [];
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      // Once in a while a SYN finds the queue short of full, and its request is answered many seconds later.
      options: ["--deadline", "3s"],
      proveByHand: askedByHand(target),
      async break() {
        for (const host of applications)
          storms.push(await startStorm(host, { ...clients, clients: draw.integer(40, 60) }));
      },
      async fix() {
        for (const storm of storms) await storm.stop();
        // What waits in the queue goes with the process.
        await desk.restart();
      },
      nearMiss: async () =>
        void (await startStorm(site.stranger, { ...clients, clients: 1, pause: 5_000, backsOff: true })),
    };
  },
};
