import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { envoyOf } from "./envoy.ts";

/** The application takes each request and never answers. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "the application never answers, Envoy says UT",
  expected: { fault: broken("proxy", "upstream-timeout"), "near-miss": healthy },
  needs: ["envoy"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const envoy = envoyOf(site, draw);
    const app = await site.serve();
    await envoy.start(envoy.of({ route: `timeout: ${(draw.integer(2_000, 3_500) / 1_000).toFixed(2)}s` }));
    return {
      ...site.asked([envoy.hop], { unseen: draw.coin() ? [site.app] : [] }),
      proveByHand: site.shows(504),
      break: () => app.restart(site.web({ routes: { "*": { act: "hang" } } })),
      fix: () => app.restart(site.web()),
      // Another path of it never answers.
      nearMiss: () =>
        app.restart(site.web({ routes: { [`/${draw.label()}`]: { act: "hang" }, "*": { body: "well\n" } } })),
    };
  },
};
