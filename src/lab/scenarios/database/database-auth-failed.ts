import { broken, type Scenario } from "../../scenario.ts";
import { startStore } from "./postgres.ts";
import { buildStack } from "./stack.ts";

/** The password was changed in the database, and neither in the application nor in its file. */
export const scenario: Scenario = {
  cause: "database-auth-failed",
  boundary: "database",
  mechanism: "PostgreSQL's password was rotated, the application still has the old one",
  expected: { fault: broken("database", "database-auth-failed") },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const postgres = await startStore(stack);
    const config = stack.app(`SELECT note FROM "${stack.table}" WHERE id = ${draw.integer(1, 400)}`);
    const app = await stack.serve(config);
    const { role, password } = stack;
    const rotate = async (to: string) => {
      await postgres.sql(`ALTER ROLE "${role}" PASSWORD '${to}';`);
      await app.restart();
    };
    const next = `${draw.label()}-${draw.integer(10_000, 99_999)}`;
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => rotate(next),
      fix: () => rotate(password),
    };
  },
};
