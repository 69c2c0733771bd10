import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** A session header above one of nginx' header buffers, 8 KiB by default. */
export const scenario: Scenario = {
  cause: "header-too-large",
  boundary: "proxy",
  mechanism: "a request header above large_client_header_buffers",
  expected: { fault: broken("proxy", "header-too-large") },
  async build(world, draw) {
    const value = "x".repeat(draw.integer(9_000, 14_000));
    const proxied = await buildProxied(world, draw, {
      secure: false,
      options: ["--header", `X-Session: ${value}`],
      ask: ["-H", `X-Session: ${value}`],
    });
    await startWeb(proxied.back, { port: proxied.inner });
    const wide = proxied.nginx("", "large_client_header_buffers 4 64k;");
    const nginx = await startNginx(proxied.front, wide);
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(400, 431),
      break: () => nginx.restart(proxied.nginx()),
      fix: () => nginx.restart(wide),
    };
  },
};
