import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** A router between proxy and application drops the connections of the one to the other, and is a vantage. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "nft drops the SYN at a router behind the proxy, which is a vantage",
  expected: { fault: broken("path", "firewall-drops") },
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
      ...site.asked([haproxy ? site.haproxyHop : site.nginxHop]),
      at: router.name,
      proveByHand: site.shows(503, 504),
      ...byFilter(router, "forward", [`tcp dport ${site.inner} drop`]),
    };
  },
};
