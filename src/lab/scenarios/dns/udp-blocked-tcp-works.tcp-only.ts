import { broken, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The resolver was set to TCP alone; its port is closed for UDP. */
export const scenario: Scenario = {
  cause: "udp-blocked-tcp-works",
  boundary: "dns",
  mechanism: "unbound with do-udp: no",
  expected: { fault: broken("dns", "udp-blocked-tcp-works") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { kinds: ["unbound"] });
    const [config] = site.recursion;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: { argv: ["getent", "ahosts", site.net.name], faultShows: /exit 2/ },
      break: () => site.recursor.restart(config ? { ...config, unbound: ["do-udp: no"] } : undefined),
      fix: () => site.recursor.restart(config),
    };
  },
};
