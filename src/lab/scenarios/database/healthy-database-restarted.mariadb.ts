import { sound } from "../healthy/sound.ts";
import { startMariadbStore } from "./mariadb.ts";
import { countInMariadb, warmUpMariadb } from "./mariadb-workers.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";
import { startWorkers, untilCalm } from "./workers.ts";

/** All workers lost their sessions a moment ago, waited each a time of its own, and are back; their log tells of it. */
export const scenario = sound(
  "MariaDB was restarted, workers that back off have come back",
  async (world, draw) => {
    const stack = await buildStack(world, draw, "mysql");
    const workers = draw.integer(10, 20);
    const most = workers + draw.integer(14, 22);
    const mariadb = await startMariadbStore(stack, { settings: { "max-connections": most } });
    const count = countInMariadb(mariadb, stack);
    const statement = await warmUpMariadb(mariadb, stack, draw);
    const app = stack.app(reads(stack, draw), { pool: 3 });
    await stack.serve(app);
    await startWorkers(stack, { workers, statement, backsOff: true, log: app.log }, draw);
    await untilCalm(count, workers);
    await mariadb.restart();
    await untilCalm(count, workers);
    return { ...stack.asked(), proveByHand: { argv: stack.site.curl(), faultShows: /status (?!200)/ } };
  },
);
