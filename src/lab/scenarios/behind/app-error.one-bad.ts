import { degraded, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** One of several applications answers every request with an error of its own. */
export const scenario: Scenario = {
  cause: "app-error",
  boundary: "app",
  mechanism: "one of several applications behind haproxy answers 5xx",
  expected: { fault: degraded("app", "app-error") },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: draw.integer(3, 5) });
    const running = await Promise.all(site.apps.map((app) => site.serve({}, app)));
    const bad = draw.integer(0, running.length - 1);
    const servers = site.apps.map((app, index) => `  server app${index} ${site.origin(app)}`);
    await site.startHaproxy(site.haproxyOf(["balance roundrobin", ...servers].join("\n")));
    const many = Array.from({ length: running.length }, () => ["--next", ...site.curl().slice(1)]).flat();
    const host = site.apps[bad] ?? site.app;
    const routes = { "*": { status: draw.pick([500, 500, 503]), body: "out of order\n" } };
    return {
      ...site.asked([site.haproxyHop], { options: ["--count", "20"] }),
      proveByHand: { argv: [...site.curl(), ...many], faultShows: /status 50[03]/ },
      break: async () => running[bad]?.restart(site.web({ routes }, host)),
      fix: async () => running[bad]?.restart(site.web({}, host)),
    };
  },
};
