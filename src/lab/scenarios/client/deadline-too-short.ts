import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The caller gives up after a few tenths of a second; a healthy answer of this application takes a little longer. */
export const scenario: Scenario = {
  cause: "deadline-too-short",
  boundary: "client",
  mechanism: "the deadline is below what a healthy answer takes",
  expected: { fault: broken("client", "deadline-too-short"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const app = await startWeb(site.server, { port });
    const delay = draw.integer(750, 900);
    return {
      target: url,
      options: ["--deadline", "500ms"],
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "0.5", url], faultShows: /exit 28/ },
      break: () => app.restart({ port, routes: { "*": { body: "well\n", delay } } }),
      fix: () => app.restart({ port }),
      nearMiss: () => app.restart({ port, routes: { "*": { body: "well\n", delay: draw.integer(10, 60) } } }),
    };
  },
};
