import type { Draw } from "../../draw.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { reads, writes } from "./reads.ts";
import { buildStack, type Stack } from "./stack.ts";

/** A pair of databases, of which the application's address leads to the one that takes no writes. */
export interface PairAsked {
  readonly engine: "postgres" | "mysql";
  /** What the other one is called. */
  readonly name: string;
  /** Starts both; gives what makes the other one take its source's place. */
  start(stack: Stack, draw: Draw): Promise<() => Promise<unknown>>;
}

/** The application's address of its database leads to the one of a pair that only reads. */
export const wrongEndOf = ({ engine, name, start }: PairAsked): Scenario => ({
  cause: "database-read-only",
  boundary: "database",
  mechanism: `the application writes to ${name}`,
  expected: { fault: broken("database", "database-read-only"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, engine);
    const promote = await start(stack, draw);
    const reading = stack.app(reads(stack, draw));
    const app = await stack.serve(reading);
    const writing = { ...reading, statement: writes(stack, draw) };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => app.restart(writing),
      fix: async () => void (await promote()),
      // Reading is what it is for.
      nearMiss: () => app.restart(reading),
    };
  },
});
