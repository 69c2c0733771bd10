import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";
import { serveChecked } from "./sickening.ts";

/** Caddy's active health checks have taken every application out: they say that they are not well. */
export const scenario: Scenario = {
  cause: "no-healthy-upstream",
  boundary: "proxy",
  mechanism: "every upstream of Caddy fails its active checks",
  expected: { fault: broken("proxy", "no-healthy-upstream"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: draw.integer(2, 3) });
    const caddy = caddyOf(site, draw);
    const health = `/${draw.label()}`;
    const { applications, sicken } = await serveChecked(site, health);
    const origins = site.apps.map((app) => site.origin(app)).join(" ");
    const checked = caddy.of(`\treverse_proxy ${origins} {
		lb_policy ${draw.pick(["random", "round_robin", "least_conn"])}
		health_uri ${health}
		health_interval 300ms
		health_timeout 2s
	}`);
    await caddy.start(checked);
    return {
      ...site.asked([caddy.hop], { unseen: site.apps }),
      proveByHand: site.shows(503),
      break: () => sicken(applications),
      fix: () => sicken(0),
      // One is left.
      nearMiss: () => sicken(applications - 1),
    };
  },
};
