import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { askedByHand } from "../../topology/index.ts";
import { buildSlowLine } from "./slow-line.ts";

/** One window per round trip: a small receive buffer on a long way bounds every transfer. RFC 7323, section 1.1. */
export const scenario: Scenario = {
  cause: "throughput-limited",
  boundary: "path",
  mechanism: "the client's receive buffer is far below the bandwidth-delay product",
  expected: { fault: degraded("path", "throughput-limited"), "near-miss": healthy },
  async build(world, draw) {
    const { site, fault } = await buildSlowLine(world, draw);
    const port = draw.port();
    await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(400_000, 500_000) } } });
    const line = fault({ delay: draw.integer(40, 60) });
    const buffers = (most: number) =>
      site.client.sysctl({ "net.ipv4.tcp_rmem": `4096 ${Math.min(131_072, most)} ${most}` });
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      proveByHand: askedByHand(target, 2),
      async break() {
        await line.break();
        await buffers(draw.integer(12_000, 16_000));
      },
      async fix() {
        await buffers(6_291_456);
        await line.fix();
      },
      // As small, and the way is short.
      nearMiss: () => buffers(draw.integer(12_000, 16_000)),
    };
  },
};
