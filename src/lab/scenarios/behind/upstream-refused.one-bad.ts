import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** One of several applications has ended, and nginx does not try the next. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "one of several applications of nginx refuses",
  expected: { fault: degraded("proxy", "upstream-refused"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: draw.integer(3, 5) });
    const running = await Promise.all(site.apps.map((app) => site.serve({}, app)));
    const bad = draw.integer(0, running.length - 1);
    const balanced = (next: string) =>
      site.nginxOf(
        `location / { proxy_pass http://application; proxy_next_upstream ${next}; }`,
        `upstream application { ${site.apps.map((app) => `server ${site.origin(app)} max_fails=0;`).join(" ")} }`,
      );
    const nginx = await site.startFront(balanced("off"));
    const many = Array.from({ length: running.length }, () => ["--next", ...site.curl().slice(1)]).flat();
    return {
      ...site.asked([site.nginxHop], { options: ["--count", "20"] }),
      proveByHand: { argv: [...site.curl(), ...many], faultShows: /status 502/ },
      break: async () => running[bad]?.stop(),
      fix: async () => running[bad]?.restart(),
      async nearMiss() {
        await nginx.restart(balanced("error timeout"));
        await running[bad]?.stop();
      },
    };
  },
};
