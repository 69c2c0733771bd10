import { allOf, byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite, secondLink } from "../../topology/index.ts";
import type { Family } from "../../world/index.ts";

/** The interface is up, and nobody gave it an address: no lease, no advertisement. */
export const scenario: Scenario = {
  cause: "no-address",
  boundary: "link",
  mechanism: "the client's interface lost its address and the routes that hang on it",
  expected: { fault: broken("link", "no-address"), "near-miss": healthy },
  async build(world, draw) {
    const family = draw.pick<Family>([4, 6]);
    const site = await buildSite(world, draw, { families: [family] });
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const host = family === 4 ? site.address : `[${site.address}]`;
    const url = `http://${draw.pick([site.name, host])}:${port}/`;
    const device = site.lan.interface(site.client);
    const address = `${site.lan.address(site.client)}/${family === 4 ? 24 : 64}`;
    const version = `-${family}`;
    const route = [version, "route", "replace", "default", "via", site.lan.address(site.gateway)];
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit (6|7|28)/ },
      ...allOf(
        byIp(site.client, [version, "route", "flush", "default"], route),
        byIp(
          site.client,
          ["addr", "del", address, "dev", device],
          ["addr", "add", address, "dev", device, ...(family === 4 ? [] : ["nodad"])],
        ),
      ),
      // A second interface is up without one.
      async nearMiss() {
        const link = await secondLink([site.client, site.gateway], draw, family);
        await site.client.ip(version, "addr", "flush", "dev", link.device, "scope", "global");
      },
    };
  },
};
