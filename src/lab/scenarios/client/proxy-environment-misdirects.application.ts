import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx, startRelay } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { misdirected } from "./misdirected.ts";

/** The environment names a web server that is no proxy: it answers what it knows itself, or 405. */
export const scenario: Scenario = {
  cause: "proxy-environment-misdirects",
  boundary: "client",
  mechanism: "https_proxy names a web server that is no proxy",
  expected: { fault: broken("client", "proxy-environment-misdirects") },
  async build(world, draw) {
    const way = await misdirected(world, draw, { secure: true });
    const proxy = await startRelay(way.proxyHost, { port: way.proxyPort });
    let other: Server | null = null;
    return {
      ...way.setup,
      proveByHand: way.fails,
      async break() {
        await proxy.stop();
        other = await startNginx(way.proxyHost, servesWell(way.proxyPort));
      },
      async fix() {
        await other?.stop();
        await proxy.restart();
      },
    };
  },
};
