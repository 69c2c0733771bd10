import { broken, healthy, type Scenario } from "../../scenario.ts";
import type { Server } from "../../world/index.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";
import { startWorkers, untilCalm, untilFull } from "./workers.ts";
import type { WorkersEngine } from "./workers-store.ts";

/**
 * A database has room for all workers of an application. After its restart all come back in the same moment, each gives up a session
 * that does not answer soon and tries again at once, and what they leave behind takes every connection, for ever.
 */
export const retryStormOf = (of: WorkersEngine): Scenario => ({
  cause: "retry-storm",
  boundary: "client",
  mechanism: `workers reconnect without backoff after a restart of ${of.name} and keep it at its limit`,
  expected: { fault: broken("client", "retry-storm"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, of.engine);
    const workers = draw.integer(16, 24);
    const { room, count, restart, warmUp } = await of.start(stack, workers + draw.integer(14, 22));
    const statement = await warmUp(draw);
    const app = stack.app(reads(stack, draw), { pool: 3 });
    const served = await stack.serve(app);
    let running: Server | null = null;
    const begin = async (backsOff: boolean) => {
      running = await startWorkers(stack, { workers, statement, backsOff, log: app.log }, draw);
      await untilCalm(count, workers);
      await restart();
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      async break() {
        await begin(false);
        await untilFull(count, room);
      },
      async fix() {
        await running?.stop();
        await restart();
        await served.restart();
      },
      // The same restart; each waits a time of its own, and ever longer.
      async nearMiss() {
        await begin(true);
        await untilCalm(count, workers);
      },
    };
  },
});
