import { setTimeout as sleep } from "node:timers/promises";
import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy's health checks have taken its only server out. */
export const scenario: Scenario = {
  cause: "no-healthy-upstream",
  boundary: "proxy",
  mechanism: "health checks fail, haproxy has no server left",
  expected: {
    fault: undecided(
      broken("proxy", "no-healthy-upstream"),
      "haproxy answers 503 for a server that refuses, is silent, busy, untrusted or missing; its log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const path = `/${draw.label()}`;
    const sick = { port: proxied.inner, routes: { [path]: { status: 500 } } };
    const app = await startWeb(proxied.back, { port: proxied.inner });
    const checks = { backend: `option httpchk GET ${path}`, server: "check inter 150ms fall 1 rise 1" };
    await startHaproxy(proxied.front, proxied.haproxy(checks));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(503),
      async break() {
        await app.restart(sick);
        // Several intervals of the health check.
        await sleep(800);
      },
      async fix() {
        await app.restart({ port: proxied.inner });
        await sleep(800);
      },
    };
  },
};
