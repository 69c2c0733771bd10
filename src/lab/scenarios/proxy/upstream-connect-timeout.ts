import { byFilter } from "../../faults.ts";
import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** The application's host drops what the proxy sends: nginx answers 504 after its connect timeout. */
export const scenario: Scenario = {
  cause: "upstream-connect-timeout",
  boundary: "proxy",
  mechanism: "nft drops the SYN of nginx to its upstream",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-connect-timeout"),
      "nginx answers 504 for a connect and for an answer that comes too late; its error log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    await startNginx(proxied.front, proxied.nginx(`proxy_connect_timeout ${draw.integer(2, 3)}s;`));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(504),
      ...byFilter(proxied.back, "input", [`tcp dport ${proxied.inner} drop`]),
    };
  },
};
