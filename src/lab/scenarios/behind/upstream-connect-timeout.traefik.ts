import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** A router between Traefik and the application drops their packets, and cannot be looked from. */
export const scenario: Scenario = {
  cause: "upstream-connect-timeout",
  boundary: "proxy",
  mechanism: "all packets vanish at a router behind Traefik, which is no vantage",
  expected: { fault: broken("proxy", "upstream-connect-timeout") },
  needs: ["traefik"],
  async build(world, draw) {
    const site = await buildBehind(world, draw, { middle: true });
    const router = site.middle;
    if (!router) throw new Error("A router was asked for");
    const traefik = traefikOf(site, draw);
    await site.serve();
    const dialTimeout = `${draw.integer(2, 4)}s`;
    await traefik.start(traefik.of({ transport: { forwardingTimeouts: { dialTimeout } } }));
    return {
      ...site.asked([traefik.hop], { unseen: [router, site.app] }),
      proveByHand: site.shows(502, 503, 504),
      // Nothing of the host answers, so that no filter of one port shows.
      ...byFilter(router, "forward", [`ip daddr ${site.near.address(site.app)} drop`]),
    };
  },
};
