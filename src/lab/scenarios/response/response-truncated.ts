import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** An application that promises more octets than it sends. */
export const scenario: Scenario = {
  cause: "response-truncated",
  boundary: "response",
  mechanism: "the connection ends before its Content-Length",
  expected: { fault: broken("response", "response-truncated"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const app = await startWeb(site.server, { port });
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "-o", "/dev/null", url], faultShows: /exit (18|56)/ },
      break: () =>
        app.restart({
          port,
          routes: { "*": { octets: draw.integer(2_000, 20_000), missingOctets: draw.integer(1, 5_000) } },
        }),
      fix: () => app.restart({ port }),
      nearMiss: () =>
        app.restart({ port, routes: { "*": { octets: draw.integer(2_000, 20_000), pause: 300 } } }),
    };
  },
};
