import { broken, type Scenario } from "../../scenario.ts";
import { startDnsmasq } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The host asks a forwarder of its own at 127.0.0.53, which has ended. */
export const scenario: Scenario = {
  cause: "resolver-unreachable",
  boundary: "dns",
  mechanism: "the stub resolver of the host has ended",
  expected: { fault: broken("dns", "resolver-unreachable") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client } = site;
    const stub = await startDnsmasq(client, {
      records: {},
      lines: ["listen-address=127.0.0.53", "bind-interfaces", `server=/${net.zone}/${net.resolverAddress}`],
    });
    client.etc("resolv.conf", "nameserver 127.0.0.53\noptions edns0 trust-ad\n");
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: () => stub.stop(),
      fix: () => stub.restart(),
    };
  },
};
