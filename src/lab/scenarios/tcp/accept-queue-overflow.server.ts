import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startTcp } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/** The queue is the server's, seen from there: Recv-Q of the listener above its backlog, and its counters rise. */
export const scenario: Scenario = {
  cause: "accept-queue-overflow",
  boundary: "tcp",
  mechanism: "the server's process hangs, its backlog is full, and the server is a vantage",
  expected: { fault: broken("tcp", "accept-queue-overflow"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const port = draw.port();
    const backlog = draw.integer(2, 12);
    const server = await startTcp(site.server, { port, backlog, act: "hold" });
    const fill = () => startHolder(site.stranger, { address: site.address, port, count: backlog + 3 });
    const target = `tcp://${site.name}:${port}`;
    return {
      ...site.asked,
      target,
      at: site.server.name,
      proveByHand: askedByHand(target),
      async break() {
        server.signal("SIGSTOP");
        // One more than the backlog is queued, the rest overflows.
        await fill();
      },
      fix: async () => server.signal("SIGCONT"),
      nearMiss: async () => void (await fill()),
    };
  },
};
