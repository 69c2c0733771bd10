import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startDatabaseStorm } from "../../servers/index.ts";
import { startStore } from "./postgres.ts";
import { buildStack } from "./stack.ts";

/** The database is down, or was started on another port than the application knows. */
export const scenario: Scenario = {
  cause: "database-refused",
  boundary: "database",
  mechanism: "PostgreSQL is stopped, or listens on another port",
  expected: { fault: broken("database", "database-refused"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const postgres = await startStore(stack);
    const app = stack.app(`SELECT note FROM "${stack.table}" WHERE id = ${draw.integer(1, 400)}`);
    await stack.serve(app);
    const { site, other: user } = stack;
    const [moves, other] = [draw.coin(), draw.port()];
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => (moves ? postgres.restart({ port: other }) : postgres.stop()),
      fix: () => postgres.restart({ port: stack.port }),
      // A worker beside the application looks for a replica that was shut down; the request needs none.
      nearMiss: async () =>
        void (await startDatabaseStorm(site.app, {
          ...{ database: stack.client({ port: other, user }), workers: 1, statement: "SELECT 1" },
          ...{ patience: 500, pause: draw.integer(500, 1_500), backsOff: draw.coin(), log: app.log },
        })),
    };
  },
};
