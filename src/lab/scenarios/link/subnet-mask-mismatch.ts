import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { buildWatchedSite, nearNetworks } from "../../topology/index.ts";
import { renumber } from "./prefix-length.ts";

/** The client takes the whole /16 for its own wire, and asks it for the server's hardware address. */
export const scenario: Scenario = {
  cause: "subnet-mask-mismatch",
  boundary: "link",
  mechanism: "the client's prefix length is too short, so that the server looks on-link",
  expected: {
    fault: undecided(
      broken("link", "subnet-mask-mismatch"),
      "nobody answers on the wire; that the gateway has another prefix length shows at the gateway alone",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildWatchedSite(world, nearNetworks(draw), { family: 4 });
    const device = site.lan.interface(site.client);
    const address = site.lan.address(site.client);
    const route = ["route", "replace", "default", "via", site.lan.address(site.gateway)];
    return {
      ...site.asked,
      // Which end is wrong, the other end does not tell.
      break: () => renumber(site.client, { device, address, from: 24, to: 16, route }),
      fix: () => renumber(site.client, { device, address, from: 16, to: 24, route }),
      // Too short by one bit is still long enough for this server, which the router behind the gateway's wire holds.
      nearMiss: () =>
        renumber(site.client, {
          device,
          address,
          from: 24,
          to: 25,
          route: [...route, "onlink", "dev", device],
        }),
    };
  },
};
