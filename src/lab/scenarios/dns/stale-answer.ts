import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The service moved and its record was changed; the resolver keeps the old address for an hour, where nothing listens any more. */
export const scenario: Scenario = {
  cause: "stale-answer",
  boundary: "dns",
  mechanism: "a cached address that refuses, after a move",
  expected: { fault: broken("dns", "stale-answer"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { servers: 2, zone: { ttl: 3600 } });
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "4", site.url], faultShows: /exit (7|28)/ },
      break: async () => {
        await site.lookUp();
        await site.publish([site.record(1)]);
        await site.webs[0]?.stop();
      },
      fix: () => site.forget(),
      nearMiss: async () => {
        // The old server serves on until the caches have run out, as it should.
        await site.lookUp();
        await site.publish([site.record(1)]);
      },
    };
  },
};
