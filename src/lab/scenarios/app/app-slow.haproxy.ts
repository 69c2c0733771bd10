import { degraded, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "../proxy/proxied.ts";

/** The same behind haproxy, which waits as long as it takes. */
export const scenario: Scenario = {
  cause: "app-slow",
  boundary: "app",
  mechanism: "the application behind haproxy works for seconds before it answers",
  expected: { fault: degraded("app", "app-slow") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    await startHaproxy(proxied.front, proxied.haproxy());
    const delay = draw.integer(2_200, 3_500);
    return {
      ...proxied.setup,
      proveByHand: {
        argv: [
          "curl",
          "-sS",
          "-o",
          "/dev/null",
          "-w",
          "first %{time_starttransfer}\\n",
          "--max-time",
          "9",
          "-k",
          proxied.url,
        ],
        faultShows: /first [2-9]/,
      },
      break: () => app.restart({ port: proxied.inner, routes: { "*": { body: "well\n", delay } } }),
      fix: () => app.restart({ port: proxied.inner }),
    };
  },
};
