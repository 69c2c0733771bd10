import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The resolver only passes questions on, and the one that it asks has ended. */
export const scenario: Scenario = {
  cause: "resolver-servfail",
  boundary: "dns",
  mechanism: "the forwarder of the resolver has ended",
  expected: { fault: broken("dns", "resolver-servfail") },
  async build(world, draw) {
    const upstreamOf = (address: string) => ({
      sections: `forward-zone:\n  name: "."\n  forward-addr: ${address}`,
      named: `forwarders { ${address}; }; forward only;`,
    });
    const site = await buildNamedSite(world, draw, { resolvers: 2 });
    const { net, client } = site;
    const [, behind = net.resolverAddress] = net.resolverAddresses;
    const [forwarding, real] = site.recursors;
    await forwarding?.restart({ kind: "named", hints: net.hints, ...upstreamOf(behind) });
    client.etc("resolv.conf", `nameserver ${net.resolverAddress}\n`);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: { argv: ["dig", "+tries=1", "+time=6", net.name], faultShows: /status: SERVFAIL/ },
      break: async () => real?.stop(),
      fix: async () => {
        await real?.restart();
        await forwarding?.restart();
      },
    };
  },
};
