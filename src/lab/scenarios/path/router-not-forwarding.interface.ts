import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite, secondLink } from "../../topology/index.ts";

/** Forwarding is a setting of the interface by which a packet comes in; the global switch stays on. ip-sysctl, forwarding. */
export const scenario: Scenario = {
  cause: "router-not-forwarding",
  boundary: "path",
  mechanism: "a router forwards nothing that comes in by one of its interfaces, on the way there or back",
  expected: { fault: broken("path", "router-not-forwarding"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const index = site.routers.indexOf(router);
    const wire = draw.pick([site.wires[index] ?? site.lan, site.wires[index + 1] ?? site.far]);
    const setting = (device: string) => `net.ipv4.conf.${device}.forwarding`;
    return {
      ...site.asked,
      at: router.name,
      break: () => router.sysctl({ [setting(wire.interface(router))]: 0 }),
      fix: () => router.sysctl({ [setting(wire.interface(router))]: 1 }),
      // An interface that no packet of the request passes.
      async nearMiss() {
        const { device } = await secondLink([router, site.stranger], draw);
        await router.sysctl({ [setting(device)]: 0 });
      },
    };
  },
};
