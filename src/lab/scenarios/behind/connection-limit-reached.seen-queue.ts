import { setTimeout as sleep } from "node:timers/promises";
import { broken, type Scenario } from "../../scenario.ts";
import type { Server } from "../../world/index.ts";
import { buildBehind } from "./behind.ts";

/** Slow requests of others hold all connections that haproxy may have to its server; the rest wait in its queue. */
export const scenario: Scenario = {
  cause: "connection-limit-reached",
  boundary: "proxy",
  mechanism: "maxconn of a server is in use, haproxy logs sQ",
  expected: { fault: broken("proxy", "connection-limit-reached") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const hold = `/${draw.label()}`;
    await site.serve({ routes: { [hold]: { act: "hang" }, "*": { body: "well\n" } } });
    const most = draw.integer(1, 3);
    const backend = (words: string) =>
      site.haproxyOf(
        `timeout queue ${draw.integer(1_500, 2_500)}ms\n  server one ${site.origin()} ${words}`,
        {
          timeouts: "timeout connect 3s\n  timeout client 60s\n  timeout server 60s",
        },
      );
    const [wide, narrow] = [backend("maxconn 200"), backend(`maxconn ${most}`)];
    const haproxy = await site.startHaproxy(wide);
    const slow = new URL(hold, site.url).href;
    const at = `${site.name}:${site.port}:${site.far.address(site.front)}`;
    const holders: Server[] = [];
    return {
      ...site.asked([site.haproxyHop]),
      proveByHand: site.shows(503),
      async break() {
        await haproxy.restart(narrow);
        for (let left = most; left > 0; left--)
          holders.push(
            await site.stranger.start({ argv: ["curl", "-sk", "--resolve", at, slow], ready: "at-once" }),
          );
        // Until their requests have reached the application.
        await sleep(700);
      },
      async fix() {
        for (const holder of holders) await holder.stop();
        await haproxy.restart(wide);
      },
    };
  },
};
