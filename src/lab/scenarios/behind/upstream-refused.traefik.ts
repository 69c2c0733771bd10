import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** Traefik before an application that has ended, with all in view. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "nothing listens at the server of Traefik, which answers 502",
  expected: { fault: broken("proxy", "upstream-refused") },
  needs: ["traefik"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const traefik = traefikOf(site, draw);
    const app = await site.serve();
    // The same server again, as there is no other.
    const middlewares = draw.coin() ? [{ retry: { attempts: 2 } }] : [];
    await traefik.start(traefik.of({ middlewares }));
    return {
      ...site.asked([traefik.hop], { unseen: draw.coin() ? [site.app] : [] }),
      proveByHand: site.shows(502),
      break: () => app.stop(),
      fix: () => app.restart(),
    };
  },
};
