import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The application answers 500 with words of its own. */
export const scenario: Scenario = {
  cause: "app-error",
  boundary: "app",
  mechanism: "the application answers 500",
  expected: { fault: broken("app", "app-error"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ error: draw.label(), trace: draw.integer(1, 1e9) });
    const app = await startWeb(site.server, { port });
    const status = draw.pick([500, 500, 503]);
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
        faultShows: /status 50/,
      },
      break: () => app.restart({ port, routes: { "*": { status, headers, body } } }),
      fix: () => app.restart({ port }),
      nearMiss: () => app.restart({ port, routes: { [`/${draw.label()}`]: { status, headers, body } } }),
    };
  },
};
