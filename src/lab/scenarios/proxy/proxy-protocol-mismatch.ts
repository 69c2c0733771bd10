import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx waits for a PROXY header that nobody before it sends. */
export const scenario: Scenario = {
  cause: "proxy-protocol-mismatch",
  boundary: "proxy",
  mechanism: "nginx expects the PROXY protocol of a client that speaks none",
  expected: { fault: broken("proxy", "proxy-protocol-mismatch") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const good = proxied.nginx();
    const nginx = await startNginx(proxied.front, good);
    return {
      ...proxied.setup,
      proveByHand: { argv: proxied.curl(), faultShows: /exit (52|56|35|92)|status 400/ },
      break: () =>
        nginx.restart({
          ...good,
          http: good.http.replace(proxied.listen, proxied.listen.replace(";", " proxy_protocol;")),
        }),
      fix: () => nginx.restart(good),
    };
  },
};
