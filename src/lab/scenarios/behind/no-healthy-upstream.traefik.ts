import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { serveChecked } from "./sickening.ts";
import { traefikOf } from "./traefik.ts";

/** Traefik's health checks have taken every server out: the applications say that they are not well. */
export const scenario: Scenario = {
  cause: "no-healthy-upstream",
  boundary: "proxy",
  mechanism: "every server of Traefik fails its checks, and it says that none is available",
  expected: { fault: broken("proxy", "no-healthy-upstream"), "near-miss": healthy },
  needs: ["traefik"],
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: draw.integer(2, 3) });
    const traefik = traefikOf(site, draw);
    const health = `/${draw.label()}`;
    const { applications, sicken } = await serveChecked(site, health);
    const healthCheck = { path: health, interval: "300ms", timeout: "2s" };
    await traefik.start(traefik.of({ balancer: { healthCheck } }));
    return {
      ...site.asked([traefik.hop], { unseen: site.apps }),
      proveByHand: site.shows(503),
      break: () => sicken(applications),
      fix: () => sicken(0),
      // One is left.
      nearMiss: () => sicken(applications - 1),
    };
  },
};
