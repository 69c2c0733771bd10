import { sound } from "../healthy/sound.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";
import { countIn, startWorkers, untilCalm, warmUp, workersRules } from "./workers.ts";

/** All workers lost their sessions a moment ago, waited each a time of its own, and are back; their log tells of it. */
export const scenario = sound(
  "PostgreSQL was restarted, workers that back off have come back",
  async (world, draw) => {
    const stack = await buildStack(world, draw, "postgres");
    const workers = draw.integer(10, 20);
    const postgres = await startStore(stack, {
      settings: { max_connections: workers + draw.integer(14, 22) },
      rules: workersRules(stack),
    });
    const count = countIn(postgres, stack);
    const statement = await warmUp(postgres, stack, draw);
    const app = stack.app(reads(stack, draw), { pool: 3 });
    await stack.serve(app);
    await startWorkers(stack, { workers, statement, backsOff: true, log: app.log }, draw);
    await untilCalm(count, workers);
    await postgres.restart();
    await untilCalm(count, workers);
    return { ...stack.asked(), proveByHand: { argv: stack.site.curl(), faultShows: /status (?!200)/ } };
  },
);
