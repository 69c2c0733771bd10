import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { envoyOf } from "./envoy.ts";
import { serveChecked } from "./sickening.ts";

/** Envoy's health checks have taken every endpoint out: the applications say that they are not well. */
export const scenario: Scenario = {
  cause: "no-healthy-upstream",
  boundary: "proxy",
  mechanism: "every endpoint of Envoy fails its checks, and it does not panic",
  expected: { fault: broken("proxy", "no-healthy-upstream"), "near-miss": healthy },
  needs: ["envoy"],
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: draw.integer(2, 3) });
    const envoy = envoyOf(site, draw);
    const health = `/${draw.label()}`;
    const { applications, sicken } = await serveChecked(site, health);
    const check = `{timeout: 1s, interval: 0.25s, no_traffic_interval: 0.25s, unhealthy_threshold: 1, healthy_threshold: 1,
      http_health_check: {path: ${health}}}`;
    const checked = (panic: number) =>
      envoy.of({
        cluster: `health_checks: [${check}], common_lb_config: {healthy_panic_threshold: {value: ${panic}}}`,
      });
    const proxy = await envoy.start(checked(0));
    return {
      ...site.asked([envoy.hop], { unseen: site.apps }),
      proveByHand: site.shows(503),
      break: () => sicken(applications),
      fix: () => sicken(0),
      // It takes no check for true when most fail, and asks them all.
      async nearMiss() {
        await proxy.restart(checked(draw.integer(50, 90)));
        await sicken(applications);
      },
    };
  },
};
