import { degraded, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "../proxy/proxied.ts";

/** One of two applications behind haproxy answers 500 to all that it gets. */
export const scenario: Scenario = {
  cause: "app-error",
  boundary: "app",
  mechanism: "one of two applications answers 500",
  expected: { fault: degraded("app", "app-error") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { options: ["--count", `${draw.integer(6, 10)}`] });
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ error: draw.label(), trace: draw.integer(1, 1e9) });
    const second = draw.port();
    await startWeb(proxied.back, { port: proxied.inner });
    const other = await startWeb(proxied.back, { port: second });
    await startHaproxy(
      proxied.front,
      proxied.haproxy({ server: `\n  server two ${proxied.address}:${second}` }),
    );
    return {
      ...proxied.setup,
      proveByHand: {
        argv: [...proxied.curl(), "--next", ...proxied.curl().slice(1)],
        faultShows: /status 500/,
      },
      break: () => other.restart({ port: second, routes: { "*": { status: 500, headers, body } } }),
      fix: () => other.restart({ port: second }),
    };
  },
};
