import { broken, healthy, type Scenario } from "../../scenario.ts";
import type { Server } from "../../world/index.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";
import { countIn, RESERVED, startWorkers, untilCalm, workersRules } from "./workers.ts";

/** More workers than PostgreSQL has connections, as after a change of their number. Who gets none tries again, ever later. */
export const scenario: Scenario = {
  cause: "database-too-many-connections",
  boundary: "database",
  mechanism: "an application has more workers than PostgreSQL has connections; they back off",
  expected: { fault: broken("database", "database-too-many-connections"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const most = draw.integer(18, 26);
    const room = most - RESERVED;
    const postgres = await startStore(stack, {
      settings: { max_connections: most },
      rules: workersRules(stack),
    });
    const count = countIn(postgres, stack);
    const config = stack.app(reads(stack, draw), { pool: 3 });
    const app = await stack.serve(config);
    const isRestarted = draw.coin();
    let running: Server | null = null;
    const begin = async (workers: number) => {
      await app.stop();
      running = await startWorkers(
        stack,
        { workers, statement: "SELECT 1", backsOff: true, log: config.log },
        draw,
      );
      if (isRestarted) await postgres.restart();
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
};
