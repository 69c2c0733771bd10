import { broken, type Scenario } from "../../scenario.ts";
import { startRaw, startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** The server resets in the middle of a body whose length it has told. */
export const scenario: Scenario = {
  cause: "response-truncated",
  boundary: "response",
  mechanism: "a reset within the body",
  expected: { fault: broken("response", "response-truncated") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const app = await startWeb(site.server, { port });
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${draw.integer(5_000, 50_000)}\r\n\r\n`;
    let cutting: Server | null = null;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "-o", "/dev/null", url], faultShows: /exit (18|56)/ },
      async break() {
        await app.stop();
        cutting = await startRaw(site.server, { port, answer: [head, "well\n"], gap: 50, end: "late-reset" });
      },
      async fix() {
        await cutting?.stop();
        await app.restart();
      },
    };
  },
};
