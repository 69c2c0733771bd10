import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";
import { longAliases } from "./long-aliases.ts";

/** A UDP datagram of 512 octets of DNS (RFC 1035, section 4.2.1) with its header. */
const CLASSIC_OCTETS = 520;

/** The client offers EDNS, so that a large answer comes in one packet, which a filter takes for an attack. */
export const scenario: Scenario = {
  cause: "large-answer-lost",
  boundary: "dns",
  mechanism: "UDP answers above 512 octets vanish",
  expected: { fault: broken("dns", "large-answer-lost"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client } = site;
    const [resolver = client] = net.resolvers;
    await site.publish(longAliases(site, draw));
    client.etc("resolv.conf", net.resolvConf("options edns0 timeout:2 attempts:2"));
    let filter: Filter | undefined;
    const drop = () =>
      resolver.filter("output", [
        `udp sport 53 ip daddr ${net.lan.address(client)} udp length > ${CLASSIC_OCTETS} drop`,
      ]);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: async () => {
        filter = await drop();
      },
      fix: async () => filter?.remove(),
      nearMiss: async () => {
        // Without EDNS the large answer is truncated and asked for again over TCP, which passes.
        client.etc("resolv.conf", net.resolvConf("options timeout:2 attempts:2"));
        await drop();
      },
    };
  },
};
