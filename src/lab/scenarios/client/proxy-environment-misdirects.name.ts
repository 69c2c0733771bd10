import { broken, type Scenario } from "../../scenario.ts";
import { startRelay } from "../../servers/index.ts";
import { misdirected } from "./misdirected.ts";

/** The environment names a proxy that DNS does not know any more. */
export const scenario: Scenario = {
  cause: "proxy-environment-misdirects",
  boundary: "client",
  mechanism: "the proxy's name does not resolve",
  expected: { fault: broken("client", "proxy-environment-misdirects") },
  async build(world, draw) {
    const way = await misdirected(world, draw, { named: true });
    await startRelay(way.proxyHost, { port: way.proxyPort });
    const { [way.proxyName]: _, ...without } = way.records;
    return {
      ...way.setup,
      proveByHand: way.fails,
      break: () => way.site.dns.restart({ records: without }),
      fix: () => way.site.dns.restart({ records: way.records }),
    };
  },
};
