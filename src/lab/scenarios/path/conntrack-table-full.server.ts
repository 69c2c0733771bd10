import { broken, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";
import { emptyTable, fillTable } from "./full-table.ts";

/** The server itself follows connections for its own filter, and its table is full. */
export const scenario: Scenario = {
  cause: "conntrack-table-full",
  boundary: "path",
  mechanism: "the connection table of the server, which is a vantage, is full",
  expected: { fault: broken("path", "conntrack-table-full") },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const node = site.server;
    // A rule that asks for a connection's state makes the kernel follow connections at all.
    await node.filter("input", ["ct state invalid counter drop"]);
    const others = { from: `${draw.subnet().v4}.7`, to: `${draw.subnet().v4}.9` };
    return {
      ...site.asked,
      at: node.name,
      // Their connections that nobody answered would be put out to make room.
      withoutNoise: ["time-wait", "refused-flows", "reset-flows", "unanswered-flows", "expired-elsewhere"],
      break: () => fillTable(node, others),
      fix: () => emptyTable(node),
    };
  },
};
