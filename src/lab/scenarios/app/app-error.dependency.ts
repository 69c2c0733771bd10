import { broken, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** An application without a proxy, which reports a failing dependency as 502 or 504 in its own JSON. */
export const scenario: Scenario = {
  cause: "app-error",
  boundary: "app",
  mechanism: "the application answers 502 or 504 of its own",
  expected: { fault: broken("app", "app-error") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const headers = { "content-type": "application/json", "x-request-id": `${draw.integer(1, 1e9)}` };
    const body = JSON.stringify({ code: "DEPENDENCY_FAILED", service: draw.label(), retryable: true });
    const app = await startWeb(site.server, { port });
    const status = draw.pick([502, 504]);
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
    };
  },
};
