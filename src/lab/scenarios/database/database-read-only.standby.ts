import { broken, healthy, type Scenario } from "../../scenario.ts";
import { reads, writes } from "./reads.ts";
import { buildStack } from "./stack.ts";
import { startPair } from "./standby.ts";

/** The application's address of its database leads to the standby. */
export const scenario: Scenario = {
  cause: "database-read-only",
  boundary: "database",
  mechanism: "the application writes to a hot standby",
  expected: { fault: broken("database", "database-read-only"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const { standby } = await startPair(stack, draw);
    const reading = stack.app(reads(stack, draw));
    const app = await stack.serve(reading);
    const writing = { ...reading, statement: writes(stack, draw) };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => app.restart(writing),
      async fix() {
        await standby.sql("SELECT pg_promote();");
      },
      // Reading is what a standby is for.
      nearMiss: () => app.restart(reading),
    };
  },
};
