import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { envoyOf } from "./envoy.ts";

/** Envoy gives up on work that needs more time than it gives, and that ends well after it. */
export const scenario: Scenario = {
  cause: "timeout-budget-inverted",
  boundary: "proxy",
  mechanism: "the work takes longer than the route's timeout in Envoy, and ends",
  expected: { fault: broken("proxy", "timeout-budget-inverted"), "near-miss": healthy },
  needs: ["envoy"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const envoy = envoyOf(site, draw);
    const timer = draw.integer(2, 4);
    const work = timer * draw.integer(1_600, 2_500);
    const app = await site.serve({ routes: { "*": { delay: draw.integer(10, 80), body: "well\n" } } });
    await envoy.start(envoy.of({ route: `timeout: ${timer}s` }));
    const slow = (delay: number) => app.restart(site.web({ routes: { "*": { delay, body: "well\n" } } }));
    return {
      ...site.asked([envoy.hop], draw.coin() ? { symptom: "504 upstream request timeout" } : {}),
      proveByHand: site.shows(504),
      break: () => slow(work),
      fix: () => slow(20),
      nearMiss: () => slow(draw.integer(500, 850)),
    };
  },
};
