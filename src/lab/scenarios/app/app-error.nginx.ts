import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "../proxy/proxied.ts";

/** The application's own 500 or 503 passes nginx unchanged. */
export const scenario: Scenario = {
  cause: "app-error",
  boundary: "app",
  mechanism: "the application's 500 or 503 passes nginx",
  expected: { fault: broken("app", "app-error") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ error: draw.label(), trace: draw.integer(1, 1e9) });
    const status = draw.pick([500, 503]);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    await startNginx(proxied.front, proxied.nginx());
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(500, 503),
      break: () => app.restart({ port: proxied.inner, routes: { "*": { status, headers, body } } }),
      fix: () => app.restart({ port: proxied.inner }),
    };
  },
};
