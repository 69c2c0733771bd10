import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** Connections that are kept take every local port towards the service. ip(7), ip_local_port_range. */
export const scenario: Scenario = {
  cause: "ephemeral-ports-exhausted",
  boundary: "client",
  mechanism: "held connections take every local port towards the destination",
  expected: { fault: broken("client", "ephemeral-ports-exhausted"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port, act: "hold" });
    const count = draw.integer(20, 200);
    const first = draw.integer(33_000, 60_000);
    const range = "net.ipv4.ip_local_port_range";
    await site.client.sysctl({ [range]: `${first} ${first + count - 1}` });
    const hold = (wanted: number) =>
      startHolder(site.client, { address: site.address, port, count: wanted, patience: 2_000 });
    let holder: Server | null = null;
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      // It would use up the ports towards the stranger.
      withoutNoise: ["time-wait"],
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "2", `telnet://${site.name}:${port}`],
        faultShows: /exit 7/,
      },
      async break() {
        holder = await hold(count);
      },
      async fix() {
        await holder?.stop();
        // The ports of the connections just closed stay in TIME_WAIT for a minute.
        await site.client.sysctl({ [range]: "32768 60999" });
      },
      // Half of the range stays free.
      nearMiss: async () => void (await hold(count >> 1)),
    };
  },
};
