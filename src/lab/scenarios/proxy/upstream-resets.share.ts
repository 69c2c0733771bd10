import { degraded, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** One of two applications aborts each connection, and nginx does not try the next. */
export const scenario: Scenario = {
  cause: "upstream-resets",
  boundary: "proxy",
  mechanism: "one of two applications of nginx resets",
  expected: {
    fault: undecided(
      degraded("proxy", "upstream-resets"),
      "nginx answers 502 whatever fails at its upstream; its error log says what",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { options: ["--count", `${draw.integer(6, 10)}`] });
    await startWeb(proxied.back, { port: proxied.inner });
    const second = draw.port();
    const other = await startWeb(proxied.back, { port: second });
    await startNginx(proxied.front, {
      port: proxied.port,
      http: `upstream application { server ${proxied.address}:${proxied.inner} max_fails=0; server ${proxied.address}:${second} max_fails=0; }
server { ${proxied.listen} location / { proxy_pass http://application; proxy_next_upstream off; } }`,
    });
    return {
      ...proxied.setup,
      proveByHand: {
        argv: [...proxied.curl(), "--next", ...proxied.curl().slice(1)],
        faultShows: /status 502/,
      },
      break: () => other.restart({ port: second, routes: { "*": { act: "reset" } } }),
      fix: () => other.restart({ port: second }),
    };
  },
};
