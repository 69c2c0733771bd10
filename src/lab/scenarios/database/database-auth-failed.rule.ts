import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** No line of pg_hba.conf is for the application's address, or its role may not log in. */
export const scenario: Scenario = {
  cause: "database-auth-failed",
  boundary: "database",
  mechanism: "PostgreSQL has no host rule for the application, or its role must not log in",
  expected: { fault: broken("database", "database-auth-failed"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const postgres = await startStore(stack);
    const app = await stack.serve(stack.app(reads(stack, draw)));
    const { role, other, port, name, store } = stack;
    const byRule = draw.coin();
    const change = async (isBroken: boolean) => {
      if (byRule)
        await postgres.restart({
          port,
          ...(isBroken ? { rules: [`host all ${other} 0.0.0.0/0 scram-sha-256`] } : {}),
        });
      else await postgres.sql(`ALTER ROLE "${role}" ${isBroken ? "NOLOGIN" : "LOGIN"};`);
      await app.restart();
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => change(true),
      fix: () => change(false),
      // There is a rule for the application's role and database alone, and everybody else is refused.
      async nearMiss() {
        await postgres.restart({ port, rules: [`host "${name}" "${role}" 0.0.0.0/0 scram-sha-256`] });
        await postgres.sql(`ALTER ROLE "${other}" NOLOGIN;`);
        await app.restart();
        for (const user of [other, "postgres"])
          await store.run([
            "psql",
            "-w",
            "-h",
            stack.address,
            "-p",
            `${port}`,
            "-U",
            user,
            "-c",
            "SELECT 1",
            name,
          ]);
      },
    };
  },
};
