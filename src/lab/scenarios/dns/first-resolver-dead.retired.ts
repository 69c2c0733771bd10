import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** resolv.conf begins with the address of a resolver that was taken away long ago. */
export const scenario: Scenario = {
  cause: "first-resolver-dead",
  boundary: "dns",
  mechanism: "the first nameserver is an address that nobody has",
  expected: { fault: degraded("dns", "first-resolver-dead") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 1, resolversBeyond: true });
    const { net, client } = site;
    const nobody = `${draw.subnet().v4}.53`;
    // Its network is gone too: a router on the way drops what is for it.
    await net.gateway.ip("route", "add", "blackhole", `${nobody}/32`);
    await net.gateway.filter("prerouting", [`ip daddr ${nobody} drop`]);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: {
        argv: [
          "curl",
          "-sS",
          "-o",
          "/dev/null",
          "-w",
          "lookup %{time_namelookup} s",
          "--max-time",
          "14",
          site.url,
        ],
        faultShows: /lookup [1-9]/,
      },
      break: async () => client.etc("resolv.conf", `nameserver ${nobody}\n${net.resolvConf()}`),
      fix: async () => client.etc("resolv.conf", net.resolvConf()),
    };
  },
};
