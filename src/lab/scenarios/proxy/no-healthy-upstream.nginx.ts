import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** Every server of nginx' upstream is marked down. */
export const scenario: Scenario = {
  cause: "no-healthy-upstream",
  boundary: "proxy",
  mechanism: "every server of an nginx upstream is marked down",
  expected: {
    fault: undecided(
      broken("proxy", "no-healthy-upstream"),
      "nginx answers 502 whatever fails at its upstream; its error log says what",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const config = (word: string) => ({
      port: proxied.port,
      http: `upstream application { server ${proxied.address}:${proxied.inner} ${word}; }
server { ${proxied.listen} location / { proxy_pass http://application; } }`,
    });
    const nginx = await startNginx(proxied.front, config(""));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(502),
      break: () => nginx.restart(config("down")),
      fix: () => nginx.restart(config("")),
    };
  },
};
