import { broken, type Scenario } from "../../scenario.ts";
import { startStore } from "./postgres.ts";
import { buildStack } from "./stack.ts";

/** The database is down, or was started on another port than the application knows. */
export const scenario: Scenario = {
  cause: "database-refused",
  boundary: "database",
  mechanism: "PostgreSQL is stopped, or listens on another port",
  expected: { fault: broken("database", "database-refused") },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const postgres = await startStore(stack);
    await stack.serve(stack.app(`SELECT note FROM "${stack.table}" WHERE id = ${draw.integer(1, 400)}`));
    const [moves, other] = [draw.coin(), draw.port()];
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => (moves ? postgres.restart({ port: other }) : postgres.stop()),
      fix: () => postgres.restart({ port: stack.port }),
    };
  },
};
