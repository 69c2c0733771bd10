import { broken, type Scenario } from "../../scenario.ts";
import { startRelay } from "../../servers/index.ts";
import { misdirected } from "./misdirected.ts";

/** The proxy of the environment forbids the tunnel; the site itself serves. */
export const scenario: Scenario = {
  cause: "proxy-environment-misdirects",
  boundary: "client",
  mechanism: "CONNECT is answered 403 or 407",
  expected: { fault: broken("client", "proxy-environment-misdirects") },
  async build(world, draw) {
    const way = await misdirected(world, draw, { secure: true });
    const proxy = await startRelay(way.proxyHost, { port: way.proxyPort });
    const answers = draw.pick([403, 407]);
    return {
      ...way.setup,
      proveByHand: way.fails,
      break: () => proxy.restart({ port: way.proxyPort, answers }),
      fix: () => proxy.restart({ port: way.proxyPort }),
    };
  },
};
