import { broken, type Scenario } from "../../scenario.ts";
import { startDnsmasq } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** dnsmasq in the house remembers that the name does not exist. */
export const scenario: Scenario = {
  cause: "negative-answer-cached",
  boundary: "dns",
  mechanism: "a cached NXDOMAIN in dnsmasq",
  expected: { fault: broken("dns", "negative-answer-cached") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { zone: { negativeTtl: draw.integer(900, 3600) } });
    const { net } = site;
    const [resolver = net.client] = net.resolvers;
    await site.recursor.stop();
    const cache = await startDnsmasq(resolver, {
      records: {},
      lines: [`server=/${net.zone}/${net.far.address(net.authority)}`],
    });
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => {
        await site.publish([]);
        await site.lookUp();
        await site.publish(site.records);
      },
      fix: () => cache.restart(),
    };
  },
};
