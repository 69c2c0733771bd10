import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy waits for its server timeout; the application took the request and never answers. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "the application never answers within timeout server",
  expected: { fault: broken("proxy", "upstream-timeout"), "near-miss": healthy },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    const timer = draw.integer(2_000, 3_000);
    await startHaproxy(proxied.front, proxied.haproxy({ backend: `timeout server ${timer}ms` }));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(504),
      break: () => app.restart({ port: proxied.inner, routes: { "*": { act: "hang" } } }),
      fix: () => app.restart({ port: proxied.inner }),
      nearMiss: () =>
        app.restart({ port: proxied.inner, routes: { "*": { delay: draw.integer(300, 700) } } }),
    };
  },
};
