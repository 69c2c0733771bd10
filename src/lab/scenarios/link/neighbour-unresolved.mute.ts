import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildNeighbours } from "../../topology/index.ts";

/** The same of IPv6: the server never sees a neighbour solicitation. RFC 4861, section 7.2. */
export const scenario: Scenario = {
  cause: "neighbour-unresolved",
  boundary: "link",
  mechanism: "the server's filter drops neighbour solicitations",
  expected: { fault: broken("link", "neighbour-unresolved") },
  async build(world, draw) {
    const site = await buildNeighbours(world, draw, [6]);
    const port = draw.port();
    await startTcp(site.server, { port });
    const mute = byFilter(site.server, "input", ["icmpv6 type nd-neighbor-solicit drop"]);
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "6", "--connect-timeout", "6", `telnet://${site.name}:${port}`],
        faultShows: /exit 7|Connection timed out|Connection timeout|Failed to connect/,
      },
      fix: mute.fix,
      async break() {
        await mute.break();
        // What was learnt before would do for a while.
        await site.client.ip("neigh", "flush", "all");
      },
    };
  },
};
