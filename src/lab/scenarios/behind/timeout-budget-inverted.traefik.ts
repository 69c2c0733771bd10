import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** Traefik gives up on work that needs more time than it gives, and that ends well after it. */
export const scenario: Scenario = {
  cause: "timeout-budget-inverted",
  boundary: "proxy",
  mechanism: "the work takes longer than responseHeaderTimeout of Traefik, and ends",
  expected: { fault: broken("proxy", "timeout-budget-inverted"), "near-miss": healthy },
  needs: ["traefik"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const traefik = traefikOf(site, draw);
    const timer = draw.integer(2, 4);
    const work = timer * draw.integer(1_600, 2_500);
    const app = await site.serve({ routes: { "*": { delay: draw.integer(10, 80), body: "well\n" } } });
    await traefik.start(
      traefik.of({ transport: { forwardingTimeouts: { responseHeaderTimeout: `${timer}s` } } }),
    );
    const slow = (delay: number) => app.restart(site.web({ routes: { "*": { delay, body: "well\n" } } }));
    return {
      ...site.asked([traefik.hop], draw.coin() ? { symptom: "504 Gateway Timeout" } : {}),
      proveByHand: site.shows(504),
      break: () => slow(work),
      fix: () => slow(20),
      nearMiss: () => slow(draw.integer(500, 850)),
    };
  },
};
