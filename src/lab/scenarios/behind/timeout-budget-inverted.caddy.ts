import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";

/** Caddy gives up on work that needs more time than it gives, and that ends well after it. */
export const scenario: Scenario = {
  cause: "timeout-budget-inverted",
  boundary: "proxy",
  mechanism: "the work takes longer than response_header_timeout of Caddy, and ends",
  expected: { fault: broken("proxy", "timeout-budget-inverted"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const caddy = caddyOf(site, draw);
    const timer = draw.integer(2_000, 4_000);
    const work = Math.round((timer * draw.integer(160, 250)) / 100);
    const app = await site.serve({ routes: { "*": { delay: draw.integer(10, 80), body: "well\n" } } });
    await caddy.start(caddy.passing("", `response_header_timeout ${timer}ms`));
    const slow = (delay: number) => app.restart(site.web({ routes: { "*": { delay, body: "well\n" } } }));
    return {
      ...site.asked([caddy.hop]),
      proveByHand: site.shows(504),
      break: () => slow(work),
      fix: () => slow(20),
      nearMiss: () => slow(draw.integer(500, 850)),
    };
  },
};
