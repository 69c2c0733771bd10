import type { Scenario } from "../../scenario.ts";
import { delegation, startAuthority, zoneText } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** One of the zone's two name servers does not serve it; resolvers ask the other one. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "one of two authorities is lame",
  expected: {},
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { servers: 2 });
    const { net } = site;
    const [, other = net.server] = net.servers;
    const nameServers = { ...net.nameServers, [`ns9.${net.zone}`]: [net.far.address(other)] };
    await net.registry.restart(net.root(delegation(net.zone, nameServers)));
    await site.publish(site.records, { nameServers });
    const stranger = draw.name();
    const text = zoneText({
      origin: stranger,
      nameServers: { [`ns.${stranger}`]: [net.address] },
      records: [],
    });
    await startAuthority(other, { kind: draw.pick(["knot", "named"] as const), zones: { [stranger]: text } });
    await site.forget();
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: {
        argv: ["curl", "-sS", "--fail", "--max-time", "14", site.url],
        faultShows: /exit [1-9]/,
      },
    };
  },
};
