import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startRedis } from "../../servers/index.ts";
import { buildStack } from "./stack.ts";

/** Redis was given another password. */
export const scenario: Scenario = {
  cause: "database-auth-failed",
  boundary: "database",
  mechanism: "Redis' password was rotated, the application still has the old one",
  expected: { fault: broken("database", "database-auth-failed"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "redis");
    const { port, password } = stack;
    const redis = await startRedis(stack.store, { port, password });
    const app = await stack.serve(stack.app(`INCR ${draw.label()}`));
    const next = `${draw.label()}-${draw.integer(10_000, 99_999)}`;
    const rotate = async (to: string) => {
      await redis.restart({ port, password: to });
      await app.restart();
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => rotate(next),
      fix: () => rotate(password),
      // Another user is off, and others come without a password.
      async nearMiss() {
        await redis.restart({ port, password, lines: [`user ${stack.other} off >${next} ~* +@all`] });
        await app.restart();
        const client = ["redis-cli", "-h", stack.address, "-p", `${port}`, "--no-auth-warning"];
        for (const more of [[], ["-a", next], ["--user", stack.other, "-a", next]])
          await stack.store.run([...client, ...more, "PING"]);
      },
    };
  },
};
