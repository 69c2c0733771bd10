import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/**
 * A router that forwards nothing drops in silence, a packet whose TTL ends there as well (`ip_error`). From the client
 * nothing behind it answers; that its switch is off (`router-not-forwarding`) only a look from the router shows.
 */
export const scenario: Scenario = {
  cause: "host-unreachable",
  boundary: "path",
  mechanism: "ip_forward is 0 on a router, which only the router can see",
  expected: { fault: broken("path", "host-unreachable"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const router = draw.pick([site.gateway, site.edge]);
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      break: () => router.sysctl({ "net.ipv4.ip_forward": 0 }),
      fix: () => router.sysctl({ "net.ipv4.ip_forward": 1 }),
      // The other family's switch.
      nearMiss: () => router.sysctl({ "net.ipv6.conf.all.forwarding": 0 }),
    };
  },
};
