import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import { layTunnel } from "./tunnel.ts";

/**
 * Two sites are joined by a tunnel whose interface has the MTU of the wire that carries it. Full packets do not fit once
 * they are wrapped, and the router's "packet too big" is filtered. RFC 4459, section 3; RFC 7348, section 4.3.
 */
export const scenario: Scenario = {
  cause: "mtu-black-hole",
  boundary: "path",
  mechanism: "a VXLAN tunnel has the MTU of its underlay, and ICMP is filtered: large packets vanish in it",
  expected: { fault: broken("path", "mtu-black-hole"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { routers: draw.integer(2, 3) });
    const port = draw.port();
    await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(30_000, 200_000) } } });
    const target = `http://${site.name}:${port}/`;
    const tunnel = await layTunnel(site, draw);
    return {
      ...site.asked,
      target,
      proveByHand: askedByHand(target),
      ...tunnel.tooLarge,
      // The same tunnel; its routers bound the segments that TCP agrees on.
      nearMiss: tunnel.tooLargeAndClamped,
    };
  },
};
