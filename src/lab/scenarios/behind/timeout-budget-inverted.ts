import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** nginx gives up on work that needs more time than it gives, and that ends well after it. */
export const scenario: Scenario = {
  cause: "timeout-budget-inverted",
  boundary: "proxy",
  mechanism: "the work takes longer than proxy_read_timeout, and ends",
  expected: { fault: broken("proxy", "timeout-budget-inverted"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const timer = draw.integer(2, 4);
    const work = Math.round(timer * draw.integer(160, 250) * 10);
    const app = await site.serve({ routes: { "*": { delay: draw.integer(10, 80), body: "well\n" } } });
    await site.startFront(site.nginx(`proxy_read_timeout ${timer}s;`));
    const slow = (delay: number) => app.restart(site.web({ routes: { "*": { delay, body: "well\n" } } }));
    return {
      ...site.asked([site.nginxHop], draw.coin() ? { symptom: "504 Gateway Time-out" } : {}),
      proveByHand: site.shows(504),
      break: () => slow(work),
      fix: () => slow(20),
      // An application that is not idle, well within the timer.
      nearMiss: () => slow(draw.integer(500, 850)),
    };
  },
};
