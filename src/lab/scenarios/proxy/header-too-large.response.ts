import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** The application's headers are above nginx' proxy buffer, one page by default. */
export const scenario: Scenario = {
  cause: "header-too-large",
  boundary: "proxy",
  mechanism: "an answer's headers above proxy_buffer_size (502)",
  expected: {
    fault: undecided(
      broken("proxy", "header-too-large"),
      "nginx answers 502 whatever fails at its upstream; its error log says what",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    const cookie = `session=${"x".repeat(draw.integer(5_000, 9_000))}`;
    await startNginx(proxied.front, proxied.nginx());
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(502),
      break: () =>
        app.restart({ port: proxied.inner, routes: { "*": { headers: { "set-cookie": cookie } } } }),
      fix: () => app.restart({ port: proxied.inner }),
    };
  },
};
