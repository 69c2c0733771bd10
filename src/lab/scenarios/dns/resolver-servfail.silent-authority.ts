import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** The network of the zone's authority loses what is for it. */
export const scenario: Scenario = {
  cause: "resolver-servfail",
  boundary: "dns",
  mechanism: "the authority is filtered away",
  expected: { fault: broken("dns", "resolver-servfail") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, {
      // A patience that a client outlives; by default a resolver may try for longer than a client waits.
      kinds: ["unbound"],
      recursion: { unbound: ["outbound-msg-retry: 1", "infra-cache-max-rtt: 400"] },
    });
    const { net } = site;
    let filter: Filter | undefined;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=6", net.name], faultShows: /status: SERVFAIL/ },
      break: async () => {
        filter = await net.authority.filter("input", ["udp dport 53 drop", "tcp dport 53 drop"]);
      },
      fix: () => Promise.all([filter?.remove(), site.forget()]).then(() => {}),
    };
  },
};
