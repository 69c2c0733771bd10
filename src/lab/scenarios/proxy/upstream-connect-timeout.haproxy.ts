import { byFilter } from "../../faults.ts";
import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** The same behind haproxy, which answers 503 after its connect timeout. */
export const scenario: Scenario = {
  cause: "upstream-connect-timeout",
  boundary: "proxy",
  mechanism: "nft drops the SYN of haproxy to its server",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-connect-timeout"),
      "haproxy answers 503 for a server that refuses, is silent, busy, untrusted or missing; its log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const timer = draw.integer(1_200, 1_600);
    await startHaproxy(proxied.front, proxied.haproxy({ backend: `timeout connect ${timer}ms` }));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(503, 504),
      ...byFilter(proxied.back, "input", [`tcp dport ${proxied.inner} drop`]),
    };
  },
};
