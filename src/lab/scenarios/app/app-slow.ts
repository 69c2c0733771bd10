import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The application takes seconds to its first octet, on an idle network. */
export const scenario: Scenario = {
  cause: "app-slow",
  boundary: "app",
  mechanism: "the application works for seconds before it answers",
  expected: { fault: degraded("app", "app-slow"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const app = await startWeb(site.server, { port });
    const delay = draw.integer(2_200, 3_500);
    return {
      target: url,
      client: site.client,
      noise: site,
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
          url,
        ],
        faultShows: /first [2-9]/,
      },
      break: () => app.restart({ port, routes: { "*": { body: "well\n", delay } } }),
      fix: () => app.restart({ port }),
      nearMiss: () =>
        app.restart({ port, routes: { "*": { body: "well\n", delay: draw.integer(300, 700) } } }),
    };
  },
};
