import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startBurster, startNginx } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { buildSlowLine } from "./slow-line.ts";
import { spikes } from "./spikes.ts";

/** A backup of another host fills the line for a moment, again and again: p50 is well, p99 is not. */
export const scenario: Scenario = {
  cause: "periodic-saturation",
  boundary: "path",
  mechanism: "a neighbour's periodic job fills the queue of a narrow line of the path",
  expected: { fault: degraded("path", "periodic-saturation"), "near-miss": healthy },
  async build(world, draw) {
    const { site, fault } = await buildSlowLine(world, draw, { family: 4, servers: 1 });
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const line = fault({ delay: draw.integer(2, 8), rate: 5, queue: 1_500 });
    const [every, lasts] = [draw.pick([2_500, 3_000]), draw.integer(350, 450)];
    const job = (rate: number) =>
      startBurster(site.resolver, { address: site.far.address(site.stranger), port: 9, every, lasts, rate });
    const target = `http://${site.name}:${port}/`;
    let burster: Server | null = null;
    return {
      ...site.asked,
      target,
      options: ["--during", "10s"],
      proveByHand: spikes(target),
      async break() {
        await line.break();
        burster = await job(12);
      },
      async fix() {
        await burster?.stop();
        await line.fix();
        // What was queued before arrives as late as it was to.
        await site.client.must(["sleep", "2"]);
      },
      // The same job, over a line with room for it.
      async nearMiss() {
        await fault({ delay: 5, rate: 60 }).break();
        await job(12);
      },
    };
  },
};
