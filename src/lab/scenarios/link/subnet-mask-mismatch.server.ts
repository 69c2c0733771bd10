import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite, nearNetworks } from "../../topology/index.ts";
import { renumber } from "./prefix-length.ts";

/** Requests arrive; the server takes the client for a host of its own wire and looks for it there. */
export const scenario: Scenario = {
  cause: "subnet-mask-mismatch",
  boundary: "link",
  mechanism: "the server's prefix length, seen from the server, makes the client look on-link",
  expected: { fault: broken("link", "subnet-mask-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, nearNetworks(draw), { family: 4 });
    const device = site.far.interface(site.server);
    const { address } = site;
    const route = ["route", "replace", "default", "via", site.far.address(site.edge)];
    return {
      ...site.asked,
      // Which end is wrong, the other end does not tell.
      break: () => renumber(site.server, { device, address, from: 24, to: 16, route }),
      fix: () => renumber(site.server, { device, address, from: 16, to: 24, route }),
      nearMiss: () =>
        renumber(site.server, {
          device,
          address,
          from: 24,
          to: 25,
          route: [...route, "onlink", "dev", device],
        }),
    };
  },
};
