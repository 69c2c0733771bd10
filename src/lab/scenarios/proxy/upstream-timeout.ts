import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx waits for its read timeout; the application took the request and never answers. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "the application never answers within proxy_read_timeout",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-timeout"),
      "nginx answers 504 for a connect and for an answer that comes too late; its error log says which",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    const timer = draw.integer(2, 3);
    await startNginx(proxied.front, proxied.nginx(`proxy_read_timeout ${timer}s;`));
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
