import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** haproxy, without health checks, before an application that has ended, with all in view. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "nothing listens at the server of haproxy, and its log says SC",
  expected: { fault: broken("proxy", "upstream-refused") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const app = await site.serve();
    await site.startHaproxy(site.haproxyOf(`server one ${site.origin()}`));
    return {
      ...site.asked([site.haproxyHop], { unseen: draw.coin() ? [site.app] : [] }),
      proveByHand: site.shows(503),
      break: () => app.stop(),
      fix: () => app.restart(),
    };
  },
};
