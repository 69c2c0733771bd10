import { allOf, byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { askedByHand, buildWatchedSite, secondLink } from "../../topology/index.ts";

/** The server runs and its interface is off; a look from the server's own console says so. */
export const scenario: Scenario = {
  cause: "interface-down",
  boundary: "link",
  mechanism: "the interface of the server, which is a vantage, is administratively down",
  expected: { fault: broken("link", "interface-down"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const device = site.far.interface(site.server);
    const route = ["route", "replace", "default", "via", site.far.address(site.edge)];
    return {
      ...site.asked,
      at: site.server.name,
      // The last router looks for it for three seconds, and what waits for that fails with it.
      proveByHand: askedByHand(site.service.target, 6),
      ...allOf(
        byIp(site.server, ["link", "set", "lo", "up"], route),
        byIp(site.server, ["link", "set", device, "down"], ["link", "set", device, "up"]),
      ),
      async nearMiss() {
        const link = await secondLink([site.server, site.stranger], draw);
        await site.server.ip("link", "set", link.device, "down");
      },
    };
  },
};
