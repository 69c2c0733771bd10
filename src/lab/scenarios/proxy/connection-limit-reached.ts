import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx limits the rate of requests, and others have used this minute's up. */
export const scenario: Scenario = {
  cause: "connection-limit-reached",
  boundary: "proxy",
  mechanism: "limit_req answers 429",
  expected: { fault: broken("proxy", "connection-limit-reached") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const limited = (more: string) =>
      proxied.nginx(more, "limit_req_zone $server_port zone=all:1m rate=1r/m;");
    const nginx = await startNginx(proxied.front, limited(""));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(429, 503),
      async break() {
        await nginx.restart(limited(`limit_req zone=all; limit_req_status ${draw.pick([429, 503])};`));
        await proxied.site.client.run(proxied.curl());
      },
      fix: () => nginx.restart(limited("")),
    };
  },
};
