import { degraded, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** The first resolver is asked over IPv6, and its host drops what comes that way. */
export const scenario: Scenario = {
  cause: "first-resolver-dead",
  boundary: "dns",
  mechanism: "port 53 of the first resolver is filtered for IPv6",
  expected: { fault: degraded("dns", "first-resolver-dead") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: 2, families: [6] });
    const { net } = site;
    const [first = net.client] = net.resolvers;
    let filter: Filter | undefined;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
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
      break: async () => {
        filter = await first.filter("input", ["udp dport 53 drop", "tcp dport 53 drop"]);
      },
      fix: async () => filter?.remove(),
    };
  },
};
