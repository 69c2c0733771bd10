import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startDesk, startStorm } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/**
 * Clients of the asking host give up after a moment and try again at once, for ever. Each leaves work behind at the
 * server, which therefore serves nobody: the storm feeds itself.
 */
export const scenario: Scenario = {
  cause: "retry-storm",
  boundary: "client",
  mechanism:
    "clients of this host reconnect every few milliseconds without backoff, and the server's queue stays full",
  expected: {
    fault: broken("client", "retry-storm"),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const port = draw.port();
    const desk = await startDesk(site.server, { port, backlog: draw.integer(2, 6), work: 900 });
    const clients = { address: site.address, port, patience: 150, pause: 20 };
    let storm: Server | null = null;
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      // Once in a while a SYN finds the queue short of full, and its request is answered many seconds later.
      options: ["--deadline", "3s"],
      proveByHand: askedByHand(target),
      async break() {
        storm = await startStorm(site.client, { ...clients, clients: draw.integer(40, 60) });
      },
      async fix() {
        await storm?.stop();
        // What waits in the queue goes with the process.
        await desk.restart();
      },
      // One of them, which waits twice as long after each failure.
      nearMiss: async () =>
        void (await startStorm(site.stranger, { ...clients, clients: 1, pause: 5_000, backsOff: true })),
    };
  },
};
