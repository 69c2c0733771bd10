import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The name is an alias of one that has no address. */
export const scenario: Scenario = {
  cause: "no-address-record",
  boundary: "dns",
  mechanism: "a CNAME to a name of other types",
  expected: { fault: broken("dns", "no-address-record") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const other = draw.label();
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: () => site.publish([`${site.label} CNAME ${other}`, `${other} TXT "moved"`]),
      fix: () => site.publish(site.records).then(site.forget),
    };
  },
};
