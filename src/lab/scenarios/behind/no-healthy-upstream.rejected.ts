import { setTimeout as sleep } from "node:timers/promises";
import { allOf, byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** Several intervals of the health check. */
const SETTLED_MS = 900;

/** haproxy has no server left; why its checks are refused could be seen at the servers' hosts alone. */
export const scenario: Scenario = {
  cause: "no-healthy-upstream",
  boundary: "proxy",
  mechanism: "the hosts of all servers of haproxy reject it with resets, and are no vantages",
  expected: { fault: broken("proxy", "no-healthy-upstream") },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: 2 });
    for (const app of site.apps) await site.serve({}, app);
    const servers = site.apps.map(
      (app, index) => `  server app${index} ${site.origin(app)} check inter 150ms fall 1 rise 1`,
    );
    await site.startHaproxy(site.haproxyOf(servers.join("\n")));
    const fault = allOf(
      ...site.apps.map((app) => byFilter(app, "input", [`tcp dport ${site.inner} reject with tcp reset`])),
    );
    return {
      ...site.asked([site.haproxyHop], { unseen: site.apps }),
      proveByHand: site.shows(503),
      async break() {
        await fault.break();
        await sleep(SETTLED_MS);
      },
      async fix() {
        await fault.fix();
        await sleep(SETTLED_MS);
      },
    };
  },
};
