import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A process of the asking host hangs and accepts nothing; its queue is full, so SYNs are dropped. listen(2). */
export const scenario: Scenario = {
  cause: "accept-queue-overflow",
  boundary: "tcp",
  mechanism: "a stopped process never accepts, its backlog is full",
  expected: { fault: broken("tcp", "accept-queue-overflow"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const own = site.lan.address(site.client);
    const backlog = draw.integer(2, 12);
    const server = await startTcp(site.client, { port, backlog, act: "hold" });
    const fill = (count: number) => startHolder(site.client, { address: own, port, count });
    return {
      target: `tcp://${own}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--connect-timeout", "2", "--max-time", "3", `telnet://${own}:${port}`],
        faultShows: /Connection timed out|Connection timeout|Failed to connect/,
      },
      async break() {
        server.signal("SIGSTOP");
        // One more than the backlog is queued, the rest overflows.
        await fill(backlog + 3);
      },
      fix: async () => server.signal("SIGCONT"),
      // As many connections, and all of them accepted.
      nearMiss: async () => void (await fill(backlog + 3)),
    };
  },
};
