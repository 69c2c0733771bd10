import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx, startWeb } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { buildProxied } from "./proxied.ts";

/** A header above what the HTTP parser of the server takes, 16 KiB in Node: 431. */
export const scenario: Scenario = {
  cause: "header-too-large",
  boundary: "proxy",
  mechanism: "a request header above the parser's limit (431)",
  expected: { fault: broken("proxy", "header-too-large") },
  async build(world, draw) {
    const value = "x".repeat(draw.integer(18_000, 30_000));
    const proxied = await buildProxied(world, draw, {
      secure: false,
      options: ["--header", `X-Session: ${value}`],
      ask: ["-H", `X-Session: ${value}`],
    });
    const wide = {
      port: proxied.port,
      http: `large_client_header_buffers 4 64k; ${servesWell(proxied.port).http}`,
    };
    const nginx = await startNginx(proxied.front, wide);
    let node: Server | null = null;
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(431),
      async break() {
        await nginx.stop();
        node = await startWeb(proxied.front, { port: proxied.port });
      },
      async fix() {
        await node?.stop();
        await nginx.restart();
      },
    };
  },
};
