import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startRelay } from "../../servers/index.ts";
import { misdirected } from "./misdirected.ts";

/** The proxy of the environment is for other destinations: it cannot reach this one, which serves directly. */
export const scenario: Scenario = {
  cause: "proxy-environment-misdirects",
  boundary: "client",
  mechanism: "the proxy cannot reach the site, this host can",
  expected: { fault: broken("client", "proxy-environment-misdirects") },
  async build(world, draw) {
    const way = await misdirected(world, draw, { secure: draw.coin() });
    await startRelay(way.proxyHost, { port: way.proxyPort, timeout: 1_500 });
    return {
      ...way.setup,
      proveByHand: way.fails,
      ...byFilter(way.proxyHost, "output", [
        `ip daddr ${way.site.address} tcp flags syn reject with tcp reset`,
      ]),
    };
  },
};
