import { setTimeout as sleep } from "node:timers/promises";
import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { buildProxied } from "./proxied.ts";

/** One slow request holds the only connection that haproxy may have; others wait in its queue until it gives up. */
export const scenario: Scenario = {
  cause: "connection-limit-reached",
  boundary: "proxy",
  mechanism: "maxconn of a server is in use, the queue times out",
  expected: {
    fault: undecided(
      broken("proxy", "connection-limit-reached"),
      "haproxy answers 503 for a server that refuses, is silent, busy, untrusted or missing; its log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const hold = `/${draw.label()}`;
    await startWeb(proxied.back, {
      port: proxied.inner,
      routes: { [hold]: { act: "hang" }, "*": { body: "well\n" } },
    });
    const narrow = proxied.haproxy({
      server: "maxconn 1",
      backend: `timeout queue ${draw.integer(1_500, 2_500)}ms`,
    });
    const haproxy = await startHaproxy(proxied.front, proxied.haproxy());
    const slow = new URL(hold, proxied.url).href.replace(proxied.site.name, proxied.site.address);
    const argv = ["curl", "-sk", "-H", `Host: ${proxied.site.name}`, slow];
    let holder: Server | null = null;
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(503),
      async break() {
        await haproxy.restart(narrow);
        holder = await proxied.site.stranger.start({ argv, ready: "at-once" });
        // Until its request has reached the application.
        await sleep(500);
      },
      async fix() {
        await holder?.stop();
        await haproxy.restart(proxied.haproxy());
      },
    };
  },
};
