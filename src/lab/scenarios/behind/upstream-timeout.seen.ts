import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** The application is stopped in its tracks: its kernel takes connections and requests, nobody answers. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "the application is stopped (SIGSTOP), nginx says so in its log",
  expected: { fault: broken("proxy", "upstream-timeout") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const app = await site.serve();
    await site.startFront(site.nginx(`proxy_read_timeout ${draw.integer(2, 3)}s;`));
    return {
      // From the application's own host it would be seen that it is stopped, which no other row says.
      ...site.asked([site.nginxHop]),
      proveByHand: site.shows(504),
      break: async () => app.signal("SIGSTOP"),
      fix: async () => app.signal("SIGCONT"),
    };
  },
};
