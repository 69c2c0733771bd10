import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";

/** Caddy before an application that has ended, with all in view. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "nothing listens at the upstream of Caddy, and its log says so",
  expected: { fault: broken("proxy", "upstream-refused") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const caddy = caddyOf(site, draw);
    const app = await site.serve();
    await caddy.start(caddy.passing());
    return {
      ...site.asked([caddy.hop], { unseen: draw.coin() ? [site.app] : [] }),
      proveByHand: site.shows(502),
      break: () => app.stop(),
      fix: () => app.restart(),
    };
  },
};
