import { broken, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy waits for a PROXY header that nobody before it sends. */
export const scenario: Scenario = {
  cause: "proxy-protocol-mismatch",
  boundary: "proxy",
  mechanism: "haproxy accepts the PROXY protocol alone",
  expected: { fault: broken("proxy", "proxy-protocol-mismatch") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const good = proxied.haproxy();
    const haproxy = await startHaproxy(proxied.front, good);
    return {
      ...proxied.setup,
      proveByHand: { argv: proxied.curl(), faultShows: /exit (52|56|35|92)/ },
      break: () =>
        haproxy.restart({
          ...good,
          sections: good.sections.replace(proxied.bind, `${proxied.bind} accept-proxy`),
        }),
      fix: () => haproxy.restart(good),
    };
  },
};
