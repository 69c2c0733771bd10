import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** haproxy found its server's address at its start; the host of that address is gone, and DNS names another. */
export const scenario: Scenario = {
  cause: "upstream-address-stale",
  boundary: "proxy",
  mechanism: "haproxy keeps an address that DNS has since changed",
  expected: { fault: broken("proxy", "upstream-address-stale") },
  async build(world, draw) {
    const upstream = draw.name();
    const site = await buildBehind(world, draw, {
      apps: 2,
      records: ({ apps: [old], near }) => (old ? { [upstream]: [near.address(old)] } : {}),
    });
    const [, next] = site.apps;
    if (!next) throw new Error("Two applications were asked for");
    await site.serve();
    await site.serve({}, next);
    const haproxy = await site.startHaproxy(
      site.haproxyOf(`server one ${upstream}:${site.inner}`, {
        timeouts: "timeout connect 2s\n  timeout client 30s\n  timeout server 30s",
      }),
    );
    const device = site.near.interface(site.app);
    return {
      ...site.asked([site.haproxyHop], { unseen: [site.app] }),
      proveByHand: site.shows(503),
      async break() {
        await site.dns.restart({ records: { ...site.records, [upstream]: [site.near.address(next)] } });
        await site.app.ip("link", "set", device, "down");
      },
      fix: () => haproxy.restart(),
    };
  },
};
