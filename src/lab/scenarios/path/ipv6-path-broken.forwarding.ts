import { degraded, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A router lost its IPv6 route to the servers and says so by ICMPv6; IPv4 is served. */
export const scenario: Scenario = {
  cause: "ipv6-path-broken",
  boundary: "path",
  mechanism: "a router has no IPv6 route to the servers",
  expected: { fault: degraded("path", "ipv6-path-broken") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { families: [4, 6], routers: draw.integer(2, 3) });
    const port = draw.port();
    await startWeb(site.server, { port });
    const url = `http://${site.name}:${port}/`;
    const prefix = site.far.prefix[6];
    const [, next] = site.routers;
    const [, between] = site.wires;
    if (!next || !between) throw new Error("This site has two routers");
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-6", "-sS", "--max-time", "3", url], faultShows: /exit (7|28)/ },
      break: () => site.gateway.ip("-6", "route", "del", prefix),
      fix: () => site.gateway.ip("-6", "route", "add", prefix, "via", between.address(next, 6)),
    };
  },
};
