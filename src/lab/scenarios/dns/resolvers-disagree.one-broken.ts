import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The first of two resolvers passes questions on to one that has ended; clients go on to the second. */
export const scenario: Scenario = {
  cause: "resolvers-disagree",
  boundary: "dns",
  mechanism: "the first resolver's forwarder has ended",
  expected: { fault: degraded("dns", "resolvers-disagree") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2 });
    const { net } = site;
    const [first] = site.recursors;
    const [config] = site.recursion;
    // Nothing listens there.
    const dead = net.far.address(net.stranger);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: {
        argv: ["dig", "+tries=1", "+time=6", `@${net.resolverAddress}`, net.name],
        faultShows: /status: SERVFAIL/,
      },
      break: async () =>
        first?.restart(
          config && { ...config, kind: "named", named: `forwarders { ${dead}; }; forward only;` },
        ),
      fix: async () => first?.restart(config),
    };
  },
};
