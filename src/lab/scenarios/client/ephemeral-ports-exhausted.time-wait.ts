import { broken, type Scenario } from "../../scenario.ts";
import { startHolder, startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** Connections that the client closed take every local port for their minute of TIME_WAIT. RFC 9293, section 3.6.1. */
export const scenario: Scenario = {
  cause: "ephemeral-ports-exhausted",
  boundary: "client",
  mechanism: "TIME_WAIT fills the local port range towards the destination",
  expected: { fault: broken("client", "ephemeral-ports-exhausted") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port, act: "hold" });
    const count = draw.integer(20, 200);
    const first = draw.integer(33_000, 60_000);
    const range = "net.ipv4.ip_local_port_range";
    await site.client.sysctl({ [range]: `${first} ${first + count - 1}`, "net.ipv4.tcp_tw_reuse": 0 });
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      withoutNoise: ["time-wait"],
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "2", `telnet://${site.name}:${port}`],
        faultShows: /exit 7/,
      },
      async break() {
        const leaver = await startHolder(site.client, { address: site.address, port, count, leave: true });
        await leaver.stop();
      },
      fix: () => site.client.sysctl({ [range]: "32768 60999" }),
    };
  },
};
