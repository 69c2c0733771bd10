import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy denies by a rule what declares more than it wants. */
export const scenario: Scenario = {
  cause: "body-too-large",
  boundary: "proxy",
  mechanism: "haproxy denies a long Content-Length with 413",
  expected: { fault: broken("proxy", "body-too-large"), "near-miss": healthy },
  async build(world, draw) {
    const size = draw.integer(1_200_000, 2_500_000);
    const proxied = await buildProxied(world, draw, {
      options: ["--method", "POST", "--data-size", `${size}`],
    });
    const body = proxied.site.client.file("body", "x".repeat(size));
    const argv = proxied.curl("--data-binary", `@${body}`);
    await startWeb(proxied.back, { port: proxied.inner });
    const limited = (most: number) =>
      proxied.haproxy({
        frontend: `http-request deny deny_status 413 if { req.hdr(content-length) -m int gt ${most} }`,
      });
    const haproxy = await startHaproxy(proxied.front, limited(16_000_000));
    return {
      ...proxied.setup,
      proveByHand: { argv, faultShows: /status 413|exit (55|56|92)/ },
      break: () => haproxy.restart(limited(1_000_000)),
      fix: () => haproxy.restart(limited(16_000_000)),
      nearMiss: () => haproxy.restart(limited(size)),
    };
  },
};
