import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startRelay } from "../../servers/index.ts";
import { misdirected } from "./misdirected.ts";

/** What is sent to the proxy of the environment vanishes; the site itself serves. */
export const scenario: Scenario = {
  cause: "proxy-environment-misdirects",
  boundary: "client",
  mechanism: "https_proxy names a proxy that nothing comes back from",
  expected: { fault: broken("client", "proxy-environment-misdirects") },
  async build(world, draw) {
    const way = await misdirected(world, draw, { secure: true });
    await startRelay(way.proxyHost, { port: way.proxyPort });
    return {
      ...way.setup,
      proveByHand: way.fails,
      ...byFilter(way.proxyHost, "input", [`tcp dport ${way.proxyPort} drop`]),
    };
  },
};
