import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { startSecond } from "./second.ts";

/** haproxy before nginx before an application that has ended. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "the application refuses the second of two proxies",
  expected: { fault: broken("proxy", "upstream-refused") },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { second: true });
    const app = await site.serve();
    const second = await startSecond(site, draw);
    await site.startHaproxy(site.haproxyOf(`server one ${second.origin}`));
    return {
      ...site.asked([site.haproxyHop, second.hop]),
      proveByHand: site.shows(502),
      break: () => app.stop(),
      fix: () => app.restart(),
    };
  },
};
