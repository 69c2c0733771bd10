import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { startSecond } from "./second.ts";

/** The outer proxy gives up before the inner one does, and before the work has ended. */
export const scenario: Scenario = {
  cause: "timeout-budget-inverted",
  boundary: "proxy",
  mechanism: "the outer of two proxies has the shorter timer",
  expected: { fault: broken("proxy", "timeout-budget-inverted"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { second: true });
    const app = await site.serve();
    const second = await startSecond(site, draw);
    const timer = draw.integer(2_000, 3_000);
    const outer = (server: number) =>
      site.haproxyOf(`server one ${second.origin}`, {
        timeouts: `timeout connect 3s\n  timeout client 30s\n  timeout server ${server}ms`,
      });
    await site.startHaproxy(outer(timer));
    const slow = (delay: number) => app.restart(site.web({ routes: { "*": { delay, body: "well\n" } } }));
    return {
      ...site.asked([site.haproxyHop, second.hop]),
      proveByHand: site.shows(504),
      break: () => slow(Math.round((timer * draw.integer(160, 250)) / 100)),
      fix: () => slow(10),
      nearMiss: () => slow(draw.integer(300, 700)),
    };
  },
};
