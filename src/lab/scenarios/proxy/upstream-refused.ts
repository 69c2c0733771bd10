import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx before an application that has ended. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "nginx finds nothing listening at its upstream",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-refused"),
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
      break: () => app.stop(),
      fix: () => app.restart(),
    };
  },
};
