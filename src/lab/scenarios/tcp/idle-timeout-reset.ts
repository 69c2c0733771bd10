import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A layer-4 balancer ends a connection that was idle for its timer, while the application still works on the answer. */
export const scenario: Scenario = {
  cause: "idle-timeout-reset",
  boundary: "tcp",
  mechanism: "a TCP balancer's idle timer is shorter than the wait for the answer",
  expected: { fault: broken("tcp", "idle-timeout-reset"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { servers: 2 });
    const [port, inner] = [draw.port(), draw.port()];
    const [balancer, application] = site.servers;
    if (!balancer || !application) throw new Error("This site has two servers");
    const work = draw.pick([2_500, 3_500]);
    const idle = draw.pick([1_000, 1_500]);
    const slow = { port: inner, routes: { "*": { body: "well\n", delay: work } } };
    const app = await startWeb(application, { port: inner });
    const config = (timer: number) => ({
      port,
      defaults: `mode tcp\n  timeout connect 2s\n  timeout client ${timer}ms\n  timeout server ${timer}ms`,
      sections: `listen pass\n  bind :::${port} v4v6\n  server one ${site.far.address(application)}:${inner}`,
    });
    const haproxy = await startHaproxy(balancer, config(30_000));
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "6", url], faultShows: /exit (52|56)/ },
      async break() {
        await app.restart(slow);
        await haproxy.restart(config(idle));
      },
      fix: () => haproxy.restart(config(30_000)),
      // The same timer, and an answer that comes in time.
      nearMiss: () => haproxy.restart(config(idle)),
    };
  },
};
