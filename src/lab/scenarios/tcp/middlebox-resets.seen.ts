import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/** A router resets connections that have begun, both ends are innocent, and all of them may be looked at. */
export const scenario: Scenario = {
  cause: "middlebox-resets",
  boundary: "tcp",
  mechanism: "nft on a router, which is a vantage, resets established connections to the service's port",
  expected: { fault: broken("tcp", "middlebox-resets"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const router = draw.pick(site.routers as [typeof site.gateway]);
    // The first packet with data pushes.
    const rule = (to: number) => [`tcp dport ${to} tcp flags & psh == psh counter reject with tcp reset`];
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      at: router.name,
      proveByHand: askedByHand(target),
      ...byFilter(router, "forward", rule(port)),
      nearMiss: byFilter(router, "forward", rule(draw.port())).break,
    };
  },
};
