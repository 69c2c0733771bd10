import { degraded, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** Work that ends just before the proxy's timer: answered, and slow in the application itself. */
export const scenario: Scenario = {
  cause: "app-slow",
  boundary: "app",
  mechanism: "the work ends just before proxy_read_timeout",
  expected: { fault: degraded("app", "app-slow") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const timer = draw.integer(3, 5);
    const app = await site.serve();
    await site.startFront(site.nginx(`proxy_read_timeout ${timer}s;`));
    const delay = timer * 1_000 - draw.integer(400, 800);
    return {
      ...site.asked([site.nginxHop]),
      proveByHand: { argv: site.curl("--max-time", "2"), faultShows: /exit 28/ },
      break: () => app.restart(site.web({ routes: { "*": { delay, body: "well\n" } } })),
      fix: () => app.restart(site.web()),
    };
  },
};
