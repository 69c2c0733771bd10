import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The name has an IPv6 address alone, and this host has none. */
export const scenario: Scenario = {
  cause: "no-address-record",
  boundary: "dns",
  mechanism: "AAAA only, for a host of IPv4",
  expected: { fault: broken("dns", "no-address-record") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "12", site.url], faultShows: /exit (6|7)/ },
      break: () => site.publish([`${site.label} AAAA ${draw.subnet().v6}7`]),
      fix: () => site.publish(site.records).then(site.forget),
    };
  },
};
