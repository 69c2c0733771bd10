import { byFilter } from "../../faults.ts";
import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The name has both families; a router passes IPv4 alone, silently. Clients fall back after a delay. */
export const scenario: Scenario = {
  cause: "ipv6-path-broken",
  boundary: "path",
  mechanism: "a router drops IPv6 and passes IPv4",
  expected: { fault: degraded("path", "ipv6-path-broken"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { families: [4, 6] });
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const router = draw.pick([site.gateway, site.edge]);
    const url = `http://${site.name}:${port}/`;
    const prefix = site.far.prefix[6];
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-6", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...byFilter(router, "forward", [`ip6 daddr ${prefix} drop`]),
      // IPv6 of other destinations alone.
      nearMiss: byFilter(router, "forward", [`ip6 daddr ${draw.subnet().v6}/64 drop`]).break,
    };
  },
};
