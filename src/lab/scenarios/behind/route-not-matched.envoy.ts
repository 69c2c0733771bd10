import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { envoyOf } from "./envoy.ts";

/** Envoy knows another path alone. */
export const scenario: Scenario = {
  cause: "route-not-matched",
  boundary: "proxy",
  mechanism: "no route of Envoy fits the path, which it says as NR",
  expected: { fault: broken("proxy", "route-not-matched"), "near-miss": healthy },
  needs: ["envoy"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const envoy = envoyOf(site, draw);
    await site.serve();
    const proxy = await envoy.start(envoy.of());
    return {
      ...site.asked([envoy.hop]),
      proveByHand: site.shows(404),
      break: () => proxy.restart(envoy.of({ match: `prefix: /${draw.label()}/` })),
      fix: () => proxy.restart(envoy.of()),
      nearMiss: () => proxy.restart(envoy.of({ match: `path: ${site.path}` })),
    };
  },
};
