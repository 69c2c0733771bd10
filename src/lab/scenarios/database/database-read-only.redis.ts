import { broken, type Scenario } from "../../scenario.ts";
import { startRedis } from "../../servers/index.ts";
import { buildStack } from "./stack.ts";

/** After a failover the application still writes to what is a replica now. */
export const scenario: Scenario = {
  cause: "database-read-only",
  boundary: "database",
  mechanism: "the application writes to a replica of Redis",
  expected: { fault: broken("database", "database-read-only") },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "redis");
    const { port, password, store, address } = stack;
    const next = draw.port();
    const redis = await startRedis(store, { port, password });
    await startRedis(store, { port: next, password });
    const app = await stack.serve(stack.app(`INCR ${draw.label()}`));
    const follow = async (lines: readonly string[]) => {
      await redis.restart({ port, password, lines });
      await app.restart();
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => follow([`replicaof ${address} ${next}`, `masterauth ${password}`]),
      fix: () => follow([]),
    };
  },
};
