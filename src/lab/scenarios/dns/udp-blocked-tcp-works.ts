import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** A filter on the way takes DNS over UDP and lets TCP pass. */
export const scenario: Scenario = {
  cause: "udp-blocked-tcp-works",
  boundary: "dns",
  mechanism: "nft on a router drops UDP 53",
  expected: { fault: broken("dns", "udp-blocked-tcp-works"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: draw.integer(1, 2), resolversBeyond: true });
    const { net, client } = site;
    client.etc("resolv.conf", net.resolvConf("options timeout:2 attempts:2"));
    let filter: Filter | undefined;
    const drop = () =>
      net.gateway.filter("forward", [`ip saddr ${net.lan.address(client)} udp dport 53 drop`]);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => {
        filter = await drop();
      },
      fix: async () => filter?.remove(),
      nearMiss: async () => {
        // Who asks over TCP from the start misses nothing. resolv.conf(5), use-vc.
        client.etc("resolv.conf", net.resolvConf("options use-vc"));
        await drop();
      },
    };
  },
};
