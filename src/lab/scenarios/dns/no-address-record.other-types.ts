import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The name has records, and none of them is an address. */
export const scenario: Scenario = {
  cause: "no-address-record",
  boundary: "dns",
  mechanism: "TXT and MX only",
  expected: { fault: broken("dns", "no-address-record") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: () =>
        site.publish([
          `${site.label} TXT "v=spf1 -all"`,
          `${site.label} MX 10 mail`,
          `mail A ${site.net.address}`,
        ]),
      fix: () => site.publish(site.records).then(site.forget),
    };
  },
};
