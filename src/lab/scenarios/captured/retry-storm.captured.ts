import { broken, type Scenario } from "../../scenario.ts";
import { startDesk, startStorm } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** Hundreds of SYNs a second from one host to one port, each given up after a moment and sent anew at once. What is answered is late. */
export const scenario: Scenario = {
  cause: "retry-storm",
  boundary: "client",
  mechanism: "a capture of a host whose clients reconnect every few milliseconds without backoff",
  expected: { fault: broken("client", "retry-storm") },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "both"]);
    const { site, port } = built;
    const desk = await startDesk(site.server, { port, backlog: draw.integer(4, 6), work: 900 });
    const clients = { address: site.address, port, patience: 150, pause: 20, clients: draw.integer(30, 45) };
    let storm: Server | null = null;
    return {
      ...built.asked(built.curl(2), /exit 28/),
      async break() {
        storm = await startStorm(site.client, clients);
      },
      async fix() {
        await storm?.stop();
        // What waits in the queue goes with the process.
        await desk.restart();
      },
    };
  },
};
