import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The same from another table, chosen by a policy rule; the main table looks well. ip-rule(8). */
export const scenario: Scenario = {
  cause: "route-blackholed",
  boundary: "route",
  mechanism: "a policy rule looks up a table with a prohibit or blackhole route",
  expected: { fault: broken("route", "route-blackholed") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port });
    const type = draw.pick(["blackhole", "unreachable", "prohibit"]);
    const table = `${draw.integer(100, 250)}`;
    await site.client.ip("route", "add", type, "default", "table", table);
    const rule = ["to", site.far.prefix[4], "lookup", table, "priority", `${draw.integer(100, 20_000)}`];
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "2", `telnet://${site.name}:${port}`],
        faultShows: /exit 7/,
      },
      ...byIp(site.client, ["rule", "add", ...rule], ["rule", "del", ...rule]),
    };
  },
};
