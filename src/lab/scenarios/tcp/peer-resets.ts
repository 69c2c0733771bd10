import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The server's process aborts the connection when it has read the request. */
export const scenario: Scenario = {
  cause: "peer-resets",
  boundary: "tcp",
  mechanism: "the application aborts the connection on the request",
  expected: { fault: broken("tcp", "peer-resets"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const path = `/${draw.label()}`;
    const server = await startWeb(site.server, { port });
    const url = `http://${site.name}:${port}${path}`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 56/ },
      break: () => server.restart({ port, routes: { [path]: { act: "reset" } } }),
      fix: () => server.restart({ port }),
      // Another path of the same server is reset.
      nearMiss: () => server.restart({ port, routes: { [`${path}/admin`]: { act: "reset" } } }),
    };
  },
};
