import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";
import { emptyTable, fillTable } from "./full-table.ts";

/** The node on the way has no room for one more connection: it drops the first packet of each, and counts it. nf_conntrack-sysctl. */
export const scenario: Scenario = {
  cause: "conntrack-table-full",
  boundary: "path",
  mechanism: "the connection table of a router, which is a vantage, is full",
  expected: { fault: broken("path", "conntrack-table-full"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const node = draw.pick(site.routers as [typeof site.gateway]);
    // A rule that asks for a connection's state makes the kernel follow connections at all.
    await node.filter("forward", ["ct state invalid counter drop"]);
    const others = { from: `${draw.subnet().v4}.7`, to: `${draw.subnet().v4}.9` };
    return {
      ...site.asked,
      at: node.name,
      // Their connections that nobody answered would be put out to make room.
      withoutNoise: ["time-wait", "refused-flows", "reset-flows", "unanswered-flows", "expired-elsewhere"],
      break: () => fillTable(node, others),
      fix: () => emptyTable(node),
      // As full, on a host that the request does not pass.
      async nearMiss() {
        await site.stranger.filter("input", ["ct state invalid counter drop"]);
        await fillTable(site.stranger, others);
      },
    };
  },
};
