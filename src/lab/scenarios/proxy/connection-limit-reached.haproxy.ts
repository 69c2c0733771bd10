import { broken, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy counts requests per source and denies above a limit. */
export const scenario: Scenario = {
  cause: "connection-limit-reached",
  boundary: "proxy",
  mechanism: "a stick table denies with 429",
  expected: { fault: broken("proxy", "connection-limit-reached") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const limited = (most: number) =>
      proxied.haproxy({
        frontend: `stick-table type ip size 1k expire 60s store http_req_rate(60s)
  http-request track-sc0 src
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt ${most} }`,
      });
    const haproxy = await startHaproxy(proxied.front, limited(100_000));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(429),
      async break() {
        await haproxy.restart(limited(1));
        for (let index = 0; index < 2; index++) await proxied.site.client.run(proxied.curl());
      },
      fix: () => haproxy.restart(limited(100_000)),
    };
  },
};
