import { broken, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A chunked answer that ends without its last chunk. */
export const scenario: Scenario = {
  cause: "response-truncated",
  boundary: "response",
  mechanism: "the connection ends within a chunked body",
  expected: { fault: broken("response", "response-truncated") },
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
          routes: { "*": { body: "well\n".repeat(draw.integer(10, 1_000)), act: "chunk-and-cut" } },
        }),
      fix: () => app.restart({ port }),
    };
  },
};
