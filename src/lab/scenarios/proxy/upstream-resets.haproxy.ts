import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startHaproxy, startTcp, startWeb } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { buildProxied } from "./proxied.ts";

/** The same behind haproxy, by a FIN in place of a reset. */
export const scenario: Scenario = {
  cause: "upstream-resets",
  boundary: "proxy",
  mechanism: "the application closes haproxy's connection before any answer",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-resets"),
      "haproxy answers 502 whatever the server sends that is no answer; its log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    await startHaproxy(proxied.front, proxied.haproxy());
    let closing: Server | null = null;
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(502),
      async break() {
        await app.stop();
        closing = await startTcp(proxied.back, { port: proxied.inner, act: "close-on-data" });
      },
      async fix() {
        await closing?.stop();
        await app.restart();
      },
    };
  },
};
