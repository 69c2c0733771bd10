import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy, without health checks, before an application that has ended: its word for it is 503. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "haproxy finds nothing listening at its server",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-refused"),
      "haproxy answers 503 for a server that refuses, is silent, busy, untrusted or missing; its log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    await startHaproxy(proxied.front, proxied.haproxy());
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(503),
      break: () => app.stop(),
      fix: () => app.restart(),
    };
  },
};
