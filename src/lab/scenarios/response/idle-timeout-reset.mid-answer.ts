import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A layer-4 balancer cuts a connection that was silent for its timer in the middle of an answer. */
export const scenario: Scenario = {
  cause: "idle-timeout-reset",
  boundary: "tcp",
  mechanism: "a TCP balancer's idle timer ends an answer that pauses",
  expected: { fault: broken("tcp", "idle-timeout-reset"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { servers: 2 });
    const [balancer, application] = site.servers;
    if (!balancer || !application) throw new Error("This site has two servers");
    const [port, inner] = [draw.port(), draw.port()];
    const app = await startWeb(application, { port: inner });
    const timer = draw.integer(1_000, 1_800);
    await startHaproxy(balancer, {
      port,
      defaults: `mode tcp\n  timeout connect 2s\n  timeout client ${timer}ms\n  timeout server ${timer}ms`,
      sections: `listen pass\n  bind :::${port} v4v6\n  server one ${site.far.address(application)}:${inner}`,
    });
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "-o", "/dev/null", "--max-time", "9", url],
        faultShows: /exit (18|56)/,
      },
      break: () => app.restart({ port: inner, routes: { "*": { octets: 9_000, pause: 4_000 } } }),
      fix: () => app.restart({ port: inner }),
      nearMiss: () => app.restart({ port: inner, routes: { "*": { octets: 9_000, pause: 500 } } }),
    };
  },
};
