import { broken, type Scenario } from "../../scenario.ts";
import { zoneText } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The parent delegates to a server that does not have the zone. */
export const scenario: Scenario = {
  cause: "resolver-servfail",
  boundary: "dns",
  mechanism: "lame delegation",
  expected: { fault: broken("dns", "resolver-servfail") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net } = site;
    const other = draw.name();
    const lame = {
      kind: draw.pick(["knot", "named"] as const),
      zones: {
        [other]: zoneText({ origin: other, nameServers: { [`ns.${other}`]: [net.address] }, records: [] }),
      },
    };
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=6", net.name], faultShows: /status: SERVFAIL/ },
      break: () => site.authority.restart(lame),
      fix: () => site.publish(site.records).then(site.forget),
    };
  },
};
