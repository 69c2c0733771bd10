import { broken, type Scenario } from "../../scenario.ts";
import { startRelay } from "../../servers/index.ts";
import { misdirected } from "./misdirected.ts";

/** The proxy that the environment names has ended; the site itself serves. */
export const scenario: Scenario = {
  cause: "proxy-environment-misdirects",
  boundary: "client",
  mechanism: "http_proxy names a proxy that has ended",
  expected: { fault: broken("client", "proxy-environment-misdirects") },
  async build(world, draw) {
    const way = await misdirected(world, draw);
    const proxy = await startRelay(way.proxyHost, { port: way.proxyPort });
    return {
      ...way.setup,
      proveByHand: way.fails,
      break: () => proxy.stop(),
      fix: () => proxy.restart(),
    };
  },
};
