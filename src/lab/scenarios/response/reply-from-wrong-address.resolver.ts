import { byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startSlowDns } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/**
 * A resolver with two addresses that answers from the one its route prefers, as a UDP server without IP_PKTINFO does.
 * What is asked for is answered; the client takes answers from the address it asked alone. RFC 5452, section 9.1.
 */
export const scenario: Scenario = {
  cause: "reply-from-wrong-address",
  boundary: "response",
  mechanism: "a resolver of two addresses answers UDP from the one that was not asked",
  expected: { fault: broken("response", "reply-from-wrong-address") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    // Hosts of a wire are numbered from 2 to 250.
    const asked = site.address.replace(/\d+$/, `${draw.integer(251, 254)}`);
    await site.server.ip("addr", "add", `${asked}/24`, "dev", site.far.interface(site.server));
    await startSlowDns(site.server, { to: site.resolverAddress, delay: 0 });
    const asOption = draw.coin();
    // Two attempts of five seconds are the default: resolv.conf(5).
    const briefly = "options timeout:2\n";
    const server = asOption ? site.resolverAddress : asked;
    site.client.etc("resolv.conf", `nameserver ${server}\n${briefly}`);
    const route = ["route", "replace", "default", "via", site.far.address(site.edge), "src"];
    const fault = byIp(site.server, [...route, site.address], [...route, asked]);
    await fault.fix();
    return {
      target: `dns://${site.name}`,
      options: asOption ? ["--resolver", asked] : [],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["dig", "+time=2", "+tries=1", `@${asked}`, site.name, "A"],
        faultShows: /timed out/,
      },
      ...fault,
    };
  },
};
