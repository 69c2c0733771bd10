import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite, secondLink } from "../../topology/index.ts";
import type { Family } from "../../world/index.ts";

/** The same by a rule of the client's filter, as firewalld writes it for IPv6. nft(8), "FIB EXPRESSIONS". */
export const scenario: Scenario = {
  cause: "asymmetric-path-dropped",
  boundary: "response",
  mechanism:
    "answers come in by the client's second interface, and its nft drops what fib would send elsewhere",
  expected: { fault: broken("response", "asymmetric-path-dropped"), "near-miss": healthy },
  async build(world, draw) {
    const family = draw.pick<Family>([4, 6]);
    const site = await buildSite(world, draw, { families: [family] });
    const port = draw.port();
    await startWeb(site.server, { port });
    const link = await secondLink([site.client, site.edge], draw, family);
    const protocol = family === 4 ? "ipv4" : "ipv6";
    const strict = await site.client.filter("prerouting", [
      "icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept",
      `meta nfproto ${protocol} fib saddr . iif oif missing counter drop`,
    ]);
    const otherWay = [`${site.lan.address(site.client)}/${family === 4 ? 32 : 128}`, "via", link.near];
    const fault = byIp(site.edge, ["route", "add", ...otherWay], ["route", "del", ...otherWay]);
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...fault,
      // The same two ways, and any interface will do.
      async nearMiss() {
        await strict.remove();
        await site.client.filter("prerouting", [
          `meta nfproto ${protocol} fib saddr oif missing counter drop`,
        ]);
        await fault.break();
      },
    };
  },
};
