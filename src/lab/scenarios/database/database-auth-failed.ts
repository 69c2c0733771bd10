import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startDatabaseStorm } from "../../servers/index.ts";
import { startStore } from "./postgres.ts";
import { buildStack } from "./stack.ts";

/** The password was changed in the database, and neither in the application nor in its file. */
export const scenario: Scenario = {
  cause: "database-auth-failed",
  boundary: "database",
  mechanism: "PostgreSQL's password was rotated, the application still has the old one",
  expected: { fault: broken("database", "database-auth-failed"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const postgres = await startStore(stack);
    const config = stack.app(`SELECT note FROM "${stack.table}" WHERE id = ${draw.integer(1, 400)}`);
    const app = await stack.serve(config);
    const { role, other, password, site, port } = stack;
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
      // Another role's password was rotated, and a worker beside the application does not know.
      async nearMiss() {
        await postgres.sql(`ALTER ROLE "${other}" PASSWORD '${next}';`);
        await postgres.restart({
          port,
          rules: [`host all "${other}" 0.0.0.0/0 password`, "host all all 0.0.0.0/0 scram-sha-256"],
        });
        await app.restart();
        await startDatabaseStorm(site.app, {
          ...{ database: stack.client({ user: other, password }), workers: draw.integer(1, 2) },
          ...{ statement: "SELECT 1", patience: 500, pause: 700, backsOff: draw.coin(), log: config.log },
        });
      },
    };
  },
};
