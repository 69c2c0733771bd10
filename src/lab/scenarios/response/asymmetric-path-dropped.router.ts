import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { besides, buildWatchedSite, secondLink } from "../../topology/index.ts";

/** Two links join two routers. Answers take the one by which the nearer router would not go to the server. RFC 3704. */
export const scenario: Scenario = {
  cause: "asymmetric-path-dropped",
  boundary: "response",
  mechanism: "answers come in at a router, which is a vantage, by an interface whose rp_filter is strict",
  expected: { fault: broken("response", "asymmetric-path-dropped"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4, routers: draw.integer(2, 4) });
    const near = draw.pick(site.routers.slice(0, -1) as [typeof site.gateway]);
    const { router: beyond } = besides(site, near, "server");
    const back = besides(site, beyond, "client");
    const link = await secondLink([near, beyond], draw);
    const scope = draw.pick(["all", link.device]);
    await near.sysctl({ [`net.ipv4.conf.${scope}.rp_filter`]: 1 });
    const route = ["route", "replace", site.lanPrefix, "via"];
    const fault = byIp(beyond, [...route, link.near], [...route, back.wire.address(near)]);
    return {
      ...site.asked,
      at: near.name,
      ...fault,
      // The same two ways, and a loose check.
      async nearMiss() {
        await near.sysctl({ [`net.ipv4.conf.${link.device}.rp_filter`]: 2 });
        await fault.break();
      },
    };
  },
};
