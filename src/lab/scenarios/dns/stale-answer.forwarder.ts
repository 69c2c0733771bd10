import { broken, type Scenario } from "../../scenario.ts";
import { startDnsmasq } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** dnsmasq in the house keeps the old address, by its own minimum of an hour. */
export const scenario: Scenario = {
  cause: "stale-answer",
  boundary: "dns",
  mechanism: "dnsmasq caches longer than the record allows",
  expected: { fault: broken("dns", "stale-answer") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { servers: 2, zone: { ttl: 5 } });
    const { net } = site;
    const [resolver = net.client] = net.resolvers;
    await site.recursor.stop();
    const cache = await startDnsmasq(resolver, {
      records: {},
      lines: [`server=/${net.zone}/${net.far.address(net.authority)}`, "min-cache-ttl=3600"],
    });
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: { argv: ["curl", "-sS", "--max-time", "4", site.url], faultShows: /exit (7|28)/ },
      break: async () => {
        await site.lookUp();
        await site.publish([site.record(1)]);
        await site.webs[0]?.stop();
      },
      fix: () => cache.restart(),
    };
  },
};
