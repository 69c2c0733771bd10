import { setTimeout as sleep } from "node:timers/promises";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** Several intervals of the health check. */
const SETTLED_MS = 1_500;

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
    const running = await Promise.all(site.apps.map((app) => site.serve({}, app)));
    const healthCheck = { path: health, interval: "300ms", timeout: "2s" };
    await traefik.start(traefik.of({ balancer: { healthCheck } }));
    const sicken = async (sick: number) => {
      for (const [index, app] of running.entries()) {
        const host = site.apps[index];
        const routes = { [health]: { status: 503 }, "*": { body: "well\n" } };
        if (host) await app.restart(site.web(index < sick ? { routes } : {}, host));
      }
      await sleep(SETTLED_MS);
    };
    return {
      ...site.asked([traefik.hop], { unseen: site.apps }),
      proveByHand: site.shows(503),
      break: () => sicken(running.length),
      fix: () => sicken(0),
      // One is left.
      nearMiss: () => sicken(running.length - 1),
    };
  },
};
