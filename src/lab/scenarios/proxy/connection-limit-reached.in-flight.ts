import { setTimeout as sleep } from "node:timers/promises";
import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { buildProxied } from "./proxied.ts";

/** Another client's long request uses up what nginx allows at once. */
export const scenario: Scenario = {
  cause: "connection-limit-reached",
  boundary: "proxy",
  mechanism: "limit_conn answers 503",
  expected: { fault: broken("proxy", "connection-limit-reached") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const hold = `/${draw.label()}`;
    await startWeb(proxied.back, {
      port: proxied.inner,
      routes: { [hold]: { act: "hang" }, "*": { body: "well\n" } },
    });
    const zone = "limit_conn_zone $server_port zone=all:1m;";
    const nginx = await startNginx(proxied.front, proxied.nginx("", zone));
    const slow = new URL(hold, proxied.url).href.replace(proxied.site.name, proxied.site.address);
    const argv = ["curl", "-sk", "-H", `Host: ${proxied.site.name}`, slow];
    let holder: Server | null = null;
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(503, 429),
      async break() {
        const status = draw.pick([429, 503]);
        await nginx.restart(proxied.nginx(`limit_conn all 1; limit_conn_status ${status};`, zone));
        holder = await proxied.site.stranger.start({ argv, ready: "at-once" });
        // Until its request has reached the application.
        await sleep(500);
      },
      async fix() {
        await holder?.stop();
        await nginx.restart(proxied.nginx("", zone));
      },
    };
  },
};
