import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startRelay, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** A proxy of no known make before an application that listens on loopback alone. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "a plain proxy whose application listens on loopback alone",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-refused"),
      "the proxy answers 502 or 504 whatever fails behind it; its log says what",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { secure: false });
    const app = await startWeb(proxied.back, { port: proxied.inner });
    const to = { host: proxied.address, port: proxied.inner };
    await startRelay(proxied.front, { port: proxied.port, to });
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(502),
      break: () => app.restart({ port: proxied.inner, address: "127.0.0.1" }),
      fix: () => app.restart({ port: proxied.inner }),
    };
  },
};
