import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** A request line above one of nginx' header buffers: 414. */
export const scenario: Scenario = {
  cause: "header-too-large",
  boundary: "proxy",
  mechanism: "a query above large_client_header_buffers (414)",
  expected: { fault: broken("proxy", "header-too-large") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, {
      secure: false,
      path: `/search?q=${"x".repeat(draw.integer(9_000, 14_000))}`,
    });
    await startWeb(proxied.back, { port: proxied.inner });
    const wide = proxied.nginx("", "large_client_header_buffers 4 64k;");
    const nginx = await startNginx(proxied.front, wide);
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(414),
      break: () => nginx.restart(proxied.nginx()),
      fix: () => nginx.restart(wide),
    };
  },
};
