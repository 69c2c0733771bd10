import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The same at the router beside the servers: it tells the server that the client is unreachable, not the client. */
export const scenario: Scenario = {
  cause: "host-unreachable",
  boundary: "path",
  mechanism: "the last router has no route back to the client's network",
  expected: { fault: broken("path", "host-unreachable") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: draw.integer(2, 3) });
    const port = draw.port();
    await startTcp(site.server, { port });
    const [before, between] = [site.routers.at(-2), site.wires.at(-2)];
    if (!before || !between) throw new Error("This site has two routers");
    const back = [site.lan.prefix[4], "via", between.address(before)];
    return {
      target: `tcp://${site.name}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--connect-timeout", "2", `telnet://${site.name}:${port}`],
        faultShows: /Failed to connect|Connection timeout/,
      },
      ...byIp(site.edge, ["route", "del", ...back], ["route", "add", ...back]),
    };
  },
};
