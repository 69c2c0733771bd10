import { broken, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A framework's page for an exception that nobody caught. */
export const scenario: Scenario = {
  cause: "app-error",
  boundary: "app",
  mechanism: "a framework's page for a 500",
  expected: { fault: broken("app", "app-error") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const headers = { "content-type": "text/html; charset=utf-8" };
    const body = draw.pick([
      '<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Error</title>\n</head>\n<body>\n<pre>TypeError: x is undefined</pre>\n</body>\n</html>\n',
      "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n<p>The server encountered an internal error.</p>\n",
      "Internal Server Error",
      "",
    ]);
    const app = await startWeb(site.server, { port });
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
        faultShows: /status 50/,
      },
      break: () => app.restart({ port, routes: { "*": { status: 500, headers, body } } }),
      fix: () => app.restart({ port }),
    };
  },
};
