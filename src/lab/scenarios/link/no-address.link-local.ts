import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** No lease came, and the client gave itself an address that is good for its own wire alone. RFC 3927. */
export const scenario: Scenario = {
  cause: "no-address",
  boundary: "link",
  mechanism: "the client's interface has an address of 169.254.0.0/16 that it gave itself",
  expected: { fault: broken("link", "no-address") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startTcp(site.server, { port });
    const host = draw.pick([site.name, site.address]);
    const device = site.lan.interface(site.client);
    const given = [`${site.lan.address(site.client)}/24`, "brd", "+", "dev", device];
    const own = [`169.254.${draw.integer(1, 254)}.${draw.integer(1, 254)}/16`, "brd", "+", "dev", device];
    return {
      target: `tcp://${host}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--connect-timeout", "2", `telnet://${host}:${port}`],
        faultShows: /exit (6|7)|Failed to connect|Connection timeout|Resolving timed out/,
      },
      async break() {
        await site.client.ip("addr", "del", ...given);
        await site.client.ip("addr", "add", ...own, "scope", "link");
      },
      async fix() {
        await site.client.ip("addr", "del", ...own);
        await site.client.ip("addr", "add", ...given);
        await site.client.ip("route", "replace", "default", "via", site.lan.address(site.gateway));
      },
    };
  },
};
