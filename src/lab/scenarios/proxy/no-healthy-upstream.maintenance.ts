import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** An operator has put haproxy's only server into maintenance. */
export const scenario: Scenario = {
  cause: "no-healthy-upstream",
  boundary: "proxy",
  mechanism: "haproxy's only server is disabled",
  expected: {
    fault: undecided(
      broken("proxy", "no-healthy-upstream"),
      "haproxy answers 503 for a server that refuses, is silent, busy, untrusted or missing; its log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const haproxy = await startHaproxy(proxied.front, proxied.haproxy());
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(503),
      break: () => haproxy.restart(proxied.haproxy({ server: "disabled" })),
      fix: () => haproxy.restart(proxied.haproxy()),
    };
  },
};
