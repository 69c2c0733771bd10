import { broken, healthy, type Scenario } from "../../scenario.ts";
import { reads, writes } from "./reads.ts";
import { startMariadbPair } from "./replica.ts";
import { buildStack } from "./stack.ts";

/** The application's address of its database leads to the replica. */
export const scenario: Scenario = {
  cause: "database-read-only",
  boundary: "database",
  mechanism: "the application writes to a replica of MariaDB",
  expected: { fault: broken("database", "database-read-only"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const { replica } = await startMariadbPair(stack, draw);
    const reading = stack.app(reads(stack, draw));
    const app = await stack.serve(reading);
    const writing = { ...reading, statement: writes(stack, draw) };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => app.restart(writing),
      // It takes the source's place.
      async fix() {
        await replica.sql("STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = 0;");
      },
      // Reading is what a replica is for.
      nearMiss: () => app.restart(reading),
    };
  },
};
