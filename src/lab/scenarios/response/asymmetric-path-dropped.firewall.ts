import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite, secondLink } from "../../topology/index.ts";

/** What firewalld has for IPv6 by default (`IPv6_rpfilter=strict`): the kernel itself has no rp_filter there. */
const strict = `table inet firewalld {
chain filter_PREROUTING {
type filter hook prerouting priority -140
icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept
meta nfproto ipv6 fib saddr . mark . iif oif missing drop
}
}`;

/** The same over IPv6, where the check is a rule of the client's firewall. nft(8), "FIB EXPRESSIONS". */
export const scenario: Scenario = {
  cause: "asymmetric-path-dropped",
  boundary: "response",
  mechanism: "answers come in by the client's second interface, and its firewall checks the way back",
  expected: { fault: broken("response", "asymmetric-path-dropped"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { families: [6] });
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const link = await secondLink([site.client, site.edge], draw, 6);
    await site.client.nft(strict);
    const otherWay = [`${site.lan.address(site.client, 6)}/128`, "via", link.near];
    const fault = byIp(site.edge, ["route", "add", ...otherWay], ["route", "del", ...otherWay]);
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...fault,
      // The same two ways, and no check.
      async nearMiss() {
        await site.client.nft("delete table inet firewalld");
        await fault.break();
        // The new way is settled once a request has come through: the first one waits for neighbours and fresh addresses.
        await site.client.must(["curl", "-sS", "--max-time", "8", "-o", "/dev/null", url]);
      },
    };
  },
};
