import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** The application aborts each connection before it answers. */
export const scenario: Scenario = {
  cause: "upstream-resets",
  boundary: "proxy",
  mechanism: "the application resets nginx' connection before any answer",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-resets"),
      "nginx answers 502 whatever fails at its upstream; its error log says what",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    await startNginx(proxied.front, proxied.nginx());
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(502),
      break: () => app.restart({ port: proxied.inner, routes: { "*": { act: "reset" } } }),
      fix: () => app.restart({ port: proxied.inner }),
    };
  },
};
