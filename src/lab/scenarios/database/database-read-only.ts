import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startStore } from "./postgres.ts";
import { reads, writes } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** The database was set to read only for work on it, and was left so. */
export const scenario: Scenario = {
  cause: "database-read-only",
  boundary: "database",
  mechanism: "default_transaction_read_only is on, the application writes",
  expected: { fault: broken("database", "database-read-only"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const postgres = await startStore(stack);
    const app = await stack.serve(stack.app(writes(stack, draw)));
    const read = stack.app(reads(stack, draw));
    const ofAll = draw.coin();
    const close = async (value: "on" | "off", config?: typeof read) => {
      await postgres.sql(
        ofAll
          ? `ALTER SYSTEM SET default_transaction_read_only = ${value};`
          : `ALTER DATABASE "${stack.name}" SET default_transaction_read_only = ${value};`,
      );
      await postgres.sql("SELECT pg_reload_conf();");
      await app.restart(config);
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => close("on"),
      fix: async () => {
        await postgres.restart({ port: stack.port, settings: { default_transaction_read_only: "off" } });
        if (!ofAll) await postgres.sql(`ALTER DATABASE "${stack.name}" RESET default_transaction_read_only;`);
        await app.restart();
      },
      // An application that reads alone has no need to write.
      nearMiss: () => close("on", read),
    };
  },
};
