import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** A router between proxy and application drops their packets, and cannot be looked from. */
export const scenario: Scenario = {
  cause: "upstream-connect-timeout",
  boundary: "proxy",
  mechanism: "all packets vanish at a router behind the proxy, which is no vantage",
  expected: { fault: broken("proxy", "upstream-connect-timeout") },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { middle: true });
    const router = site.middle;
    if (!router) throw new Error("A router was asked for");
    await site.serve();
    const haproxy = draw.coin();
    const timer = draw.integer(2, 3);
    if (haproxy)
      await site.startHaproxy(
        site.haproxyOf(`server one ${site.origin()}`, {
          timeouts: `timeout connect ${timer}s\n  timeout client 30s\n  timeout server 30s`,
        }),
      );
    else await site.startFront(site.nginx(`proxy_connect_timeout ${timer}s;`));
    return {
      ...site.asked([haproxy ? site.haproxyHop : site.nginxHop], { unseen: [router, site.app] }),
      proveByHand: site.shows(503, 504),
      // Nothing of the host answers, so that no filter of one port shows.
      ...byFilter(router, "forward", [`ip daddr ${site.near.address(site.app)} drop`]),
    };
  },
};
