import { broken, healthy, type Scenario } from "../../scenario.ts";
import type { Server } from "../../world/index.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";
import { startWorkers, untilCalm } from "./workers.ts";
import type { WorkersEngine } from "./workers-store.ts";

/** More workers than a database has connections, as after a change of their number. Who gets none tries again, ever later. */
export const tooManyWorkersOf = (of: WorkersEngine): Scenario => ({
  cause: "database-too-many-connections",
  boundary: "database",
  mechanism: `an application has more workers than ${of.name} has connections; they back off`,
  expected: { fault: broken("database", "database-too-many-connections"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, of.engine);
    const { room, count, restart } = await of.start(stack, draw.integer(16, 24) + of.reserved);
    const config = stack.app(reads(stack, draw), { pool: 3 });
    const app = await stack.serve(config);
    const isRestarted = draw.coin();
    let running: Server | null = null;
    const begin = async (workers: number) => {
      await app.stop();
      running = await startWorkers(
        stack,
        { workers, statement: of.idle, backsOff: true, log: config.log },
        draw,
      );
      if (isRestarted) await restart();
      await untilCalm(count, Math.min(workers, room));
      await app.restart();
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => begin(room + draw.integer(2, 6)),
      fix: async () => void (await running?.stop()),
      nearMiss: () => begin(room - 8),
    };
  },
});
