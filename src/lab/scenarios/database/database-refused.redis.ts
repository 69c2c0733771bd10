import { broken, type Scenario } from "../../scenario.ts";
import { startRedis } from "../../servers/index.ts";
import { buildStack } from "./stack.ts";

/** Redis is stopped. */
export const scenario: Scenario = {
  cause: "database-refused",
  boundary: "database",
  mechanism: "Redis is stopped",
  expected: { fault: broken("database", "database-refused") },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "redis");
    const redis = await startRedis(stack.store, { port: stack.port, password: stack.password });
    await stack.serve(stack.app(`INCR ${draw.label()}`));
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => redis.stop(),
      fix: () => redis.restart(),
    };
  },
};
