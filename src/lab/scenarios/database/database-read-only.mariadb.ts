import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startMariadbStore } from "./mariadb.ts";
import { reads, writes } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** An administrator closed MariaDB for writes while working on it, or a restart with the wrong file did, and it was left so. */
export const scenario: Scenario = {
  cause: "database-read-only",
  boundary: "database",
  mechanism: "MariaDB's read_only is on, the application writes",
  expected: { fault: broken("database", "database-read-only"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const { port } = stack;
    const mariadb = await startMariadbStore(stack);
    const app = await stack.serve(stack.app(writes(stack, draw)));
    const read = stack.app(reads(stack, draw));
    const isRestarted = draw.coin();
    const close = async (value: 0 | 1, config?: typeof read) => {
      if (isRestarted) await mariadb.restart({ port, settings: { "read-only": value } });
      else await mariadb.sql(`SET GLOBAL read_only = ${value};`);
      await app.restart(config);
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => close(1),
      fix: () => close(0),
      // An application that reads alone has no need to write.
      nearMiss: () => close(1, read),
    };
  },
};
