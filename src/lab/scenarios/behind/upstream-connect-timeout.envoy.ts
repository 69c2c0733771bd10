import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { envoyOf } from "./envoy.ts";

/** A router between Envoy and the application drops their packets, and cannot be looked from. */
export const scenario: Scenario = {
  cause: "upstream-connect-timeout",
  boundary: "proxy",
  mechanism: "all packets vanish at a router behind Envoy, which is no vantage",
  expected: { fault: broken("proxy", "upstream-connect-timeout") },
  needs: ["envoy"],
  async build(world, draw) {
    const site = await buildBehind(world, draw, { middle: true });
    const router = site.middle;
    if (!router) throw new Error("A router was asked for");
    const envoy = envoyOf(site, draw);
    await site.serve();
    await envoy.start(envoy.of());
    return {
      ...site.asked([envoy.hop], { unseen: [router, site.app] }),
      proveByHand: site.shows(502, 503, 504),
      // Nothing of the host answers, so that no filter of one port shows.
      ...byFilter(router, "forward", [`ip daddr ${site.near.address(site.app)} drop`]),
    };
  },
};
