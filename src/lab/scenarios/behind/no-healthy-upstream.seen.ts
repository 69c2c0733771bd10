import { setTimeout as sleep } from "node:timers/promises";
import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** Several intervals of the health check. */
const SETTLED_MS = 900;

/** haproxy's health checks have taken every server out: the application says that it is not well. */
export const scenario: Scenario = {
  cause: "no-healthy-upstream",
  boundary: "proxy",
  mechanism: "every server of haproxy is down by its checks, the stats socket is in view",
  expected: { fault: broken("proxy", "no-healthy-upstream") },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: draw.integer(2, 3) });
    const health = `/${draw.label()}`;
    const running = await Promise.all(site.apps.map((app) => site.serve({}, app)));
    const servers = site.apps.map(
      (app, index) => `  server app${index} ${site.origin(app)} check inter 150ms fall 1 rise 1`,
    );
    await site.startHaproxy(site.haproxyOf([`option httpchk GET ${health}`, ...servers].join("\n")));
    const all = async (sick: boolean) => {
      for (const [index, app] of running.entries()) {
        const host = site.apps[index];
        const routes = { [health]: { status: 503 }, "*": { body: "well\n" } };
        if (host) await app.restart(site.web(sick ? { routes } : {}, host));
      }
      await sleep(SETTLED_MS);
    };
    return {
      ...site.asked([site.haproxyHop], { unseen: site.apps }),
      proveByHand: site.shows(503),
      break: () => all(true),
      fix: () => all(false),
    };
  },
};
