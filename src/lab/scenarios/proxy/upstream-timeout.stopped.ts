import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startRelay, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** The application is stopped in its tracks: its kernel takes connections and requests, nobody answers. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "the application is stopped (SIGSTOP) behind a plain proxy",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-timeout"),
      "the proxy answers 502 or 504 whatever fails behind it; its log says what",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { secure: false });
    const app = await startWeb(proxied.back, { port: proxied.inner });
    const to = { host: proxied.address, port: proxied.inner };
    await startRelay(proxied.front, { port: proxied.port, to, timeout: draw.integer(2_000, 3_000) });
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(504),
      break: async () => app.signal("SIGSTOP"),
      fix: async () => app.signal("SIGCONT"),
    };
  },
};
