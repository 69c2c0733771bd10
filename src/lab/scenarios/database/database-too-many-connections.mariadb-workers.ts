import { broken, healthy, type Scenario } from "../../scenario.ts";
import type { Server } from "../../world/index.ts";
import { startMariadbStore } from "./mariadb.ts";
import { countInMariadb } from "./mariadb-workers.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";
import { startWorkers, untilCalm } from "./workers.ts";

/** More workers than MariaDB has connections, as after a change of their number. Who gets none tries again, ever later. */
export const scenario: Scenario = {
  cause: "database-too-many-connections",
  boundary: "database",
  mechanism: "an application has more workers than MariaDB has connections; they back off",
  expected: { fault: broken("database", "database-too-many-connections"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const room = draw.integer(16, 24);
    const mariadb = await startMariadbStore(stack, { settings: { "max-connections": room } });
    const count = countInMariadb(mariadb, stack);
    const config = stack.app(reads(stack, draw), { pool: 3 });
    const app = await stack.serve(config);
    const isRestarted = draw.coin();
    let running: Server | null = null;
    const begin = async (workers: number) => {
      await app.stop();
      const report = { workers, statement: "DO 1", backsOff: true, log: config.log };
      running = await startWorkers(stack, report, draw);
      if (isRestarted) await mariadb.restart();
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
