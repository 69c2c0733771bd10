import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { envoyOf } from "./envoy.ts";

/** Envoy before an application that has ended, with all in view. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "nothing listens at the endpoint of Envoy, which says UF",
  expected: { fault: broken("proxy", "upstream-refused") },
  needs: ["envoy"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const envoy = envoyOf(site, draw);
    const app = await site.serve();
    const retry = "retry_policy: {retry_on: connect-failure, num_retries: 2}";
    await envoy.start(envoy.of({ route: draw.coin() ? retry : "" }));
    return {
      ...site.asked([envoy.hop], { unseen: draw.coin() ? [site.app] : [] }),
      proveByHand: site.shows(503),
      break: () => app.stop(),
      fix: () => app.restart(),
    };
  },
};
