import { setTimeout as sleep } from "node:timers/promises";
import { allOf, byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** An interval of the health check of a server that is down, and more. */
const SETTLED_MS = 2_600;

/** haproxy has no server left, since the firewall of the servers' hosts rejects its connections. */
export const scenario: Scenario = {
  cause: "firewall-rejects",
  boundary: "path",
  mechanism: "the hosts of all servers of haproxy reject it, and are vantages",
  expected: { fault: broken("path", "firewall-rejects") },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: draw.integer(1, 2) });
    for (const app of site.apps) await site.serve({}, app);
    // Rare checks: what a kernel sends of ICMP errors to one host is limited to one a second (icmp_ratelimit).
    const servers = site.apps.map(
      (app, index) => `  server app${index} ${site.origin(app)} check inter 700ms downinter 2s fall 1 rise 1`,
    );
    await site.startHaproxy(site.haproxyOf(servers.join("\n")));
    const verdict = draw.pick(["reject with tcp reset", "reject with icmpx admin-prohibited"]);
    const fault = allOf(
      ...site.apps.map((app) => byFilter(app, "input", [`tcp dport ${site.inner} ${verdict}`])),
    );
    return {
      ...site.asked([site.haproxyHop]),
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
