import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** The application takes each request and never answers. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "the application never answers, Traefik gives up by responseHeaderTimeout",
  expected: { fault: broken("proxy", "upstream-timeout"), "near-miss": healthy },
  needs: ["traefik"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const traefik = traefikOf(site, draw);
    const app = await site.serve();
    const responseHeaderTimeout = `${draw.integer(2_000, 3_500)}ms`;
    await traefik.start(traefik.of({ transport: { forwardingTimeouts: { responseHeaderTimeout } } }));
    return {
      ...site.asked([traefik.hop], { unseen: draw.coin() ? [site.app] : [] }),
      proveByHand: site.shows(504),
      break: () => app.restart(site.web({ routes: { "*": { act: "hang" } } })),
      fix: () => app.restart(site.web()),
      // Another path of it never answers.
      nearMiss: () =>
        app.restart(site.web({ routes: { [`/${draw.label()}`]: { act: "hang" }, "*": { body: "well\n" } } })),
    };
  },
};
