import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startHaproxy, startNginx } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** A session header above haproxy's buffer, 16 KiB by default. */
export const scenario: Scenario = {
  cause: "header-too-large",
  boundary: "proxy",
  mechanism: "a request header above tune.bufsize",
  expected: { fault: broken("proxy", "header-too-large") },
  async build(world, draw) {
    const value = "x".repeat(draw.integer(18_000, 30_000));
    const proxied = await buildProxied(world, draw, {
      secure: false,
      options: ["--header", `X-Session: ${value}`],
      ask: ["-H", `X-Session: ${value}`],
    });
    const inside = {
      port: proxied.inner,
      http: `large_client_header_buffers 4 64k; ${servesWell(proxied.inner).http}`,
    };
    await startNginx(proxied.back, inside);
    const wide = proxied.haproxy({ global: "tune.bufsize 65536" });
    const haproxy = await startHaproxy(proxied.front, wide);
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(400, 431),
      break: () => haproxy.restart(proxied.haproxy()),
      fix: () => haproxy.restart(wide),
    };
  },
};
