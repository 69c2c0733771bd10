import { allOf, byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite, secondLink } from "../../topology/index.ts";

/** The client's only interface is switched off; its routes are gone with it, its address stays. */
export const scenario: Scenario = {
  cause: "interface-down",
  boundary: "link",
  mechanism: "the client's interface is administratively down",
  expected: { fault: broken("link", "interface-down"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${draw.pick([site.name, site.address])}:${port}/`;
    const device = site.lan.interface(site.client);
    const route = ["route", "replace", "default", "via", site.lan.address(site.gateway)];
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit (6|7|28)/ },
      ...allOf(
        byIp(site.client, ["link", "set", "lo", "up"], route),
        byIp(site.client, ["link", "set", device, "down"], ["link", "set", device, "up"]),
      ),
      // A second interface, with an address of another network, is down.
      async nearMiss() {
        const link = await secondLink([site.client, site.gateway], draw);
        await site.client.ip("link", "set", link.device, "down");
      },
    };
  },
};
