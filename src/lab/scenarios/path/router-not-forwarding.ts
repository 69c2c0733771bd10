import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** The switch of a router is off, and a look from the router itself says so. ip-sysctl, ip_forward. */
export const scenario: Scenario = {
  cause: "router-not-forwarding",
  boundary: "path",
  mechanism: "forwarding is switched off on one of the routers, which are vantages",
  expected: { fault: broken("path", "router-not-forwarding"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const other = site.family === 4 ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward";
    return {
      ...site.asked,
      at: router.name,
      break: () => router.sysctl({ [site.forwarding]: 0 }),
      fix: () => router.sysctl({ [site.forwarding]: 1 }),
      // The other family's switch.
      nearMiss: () => router.sysctl({ [other]: 0 }),
    };
  },
};
