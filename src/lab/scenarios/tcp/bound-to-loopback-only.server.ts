import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startNginx, startTcp } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/** The service listens, on 127.0.0.1 or another address of the server: from outside a closed port, from the server plain to see. */
export const scenario: Scenario = {
  cause: "bound-to-loopback-only",
  boundary: "tcp",
  mechanism: "the service of the server, which is a vantage, listens on loopback alone",
  expected: { fault: broken("tcp", "bound-to-loopback-only"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const [port, other] = [draw.port(), draw.port()];
    const nginx = (address: string) => ({
      port,
      http: `server { listen ${address}:${port}; location / { return 200 "well\\n"; } }`,
    });
    const server = await startNginx(site.server, nginx("0.0.0.0"));
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      at: site.server.name,
      proveByHand: askedByHand(target),
      break: () => server.restart(nginx("127.0.0.1")),
      fix: () => server.restart(nginx("0.0.0.0")),
      // Another service of the same host is for itself alone.
      nearMiss: async () => void (await startTcp(site.server, { port: other, address: "127.0.0.1" })),
    };
  },
};
