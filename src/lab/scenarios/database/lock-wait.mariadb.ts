import { broken, healthy, type Scenario } from "../../scenario.ts";
import { holdsOf } from "./held.ts";
import { startMariadbStore } from "./mariadb.ts";
import { buildStack } from "./stack.ts";

/** The same with InnoDB's row locks. */
export const scenario: Scenario = {
  cause: "lock-wait",
  boundary: "database",
  mechanism: "an idle transaction of MariaDB holds the row that the application writes, behind a 504",
  expected: { fault: broken("database", "lock-wait"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    await startMariadbStore(stack);
    const row = draw.integer(1, 400);
    const update = (table: string, id: number) =>
      `UPDATE \`${table}\` SET amount = amount + 1 WHERE id = ${id}`;
    await stack.serve(stack.app(update(stack.table, row)), `proxy_read_timeout ${draw.integer(2, 4)}s;`);
    const held = holdsOf(stack, draw.pick([stack.role, stack.other]));
    const [table, id] = draw.coin() ? [stack.otherTable, row] : [stack.table, row + 1];
    return {
      ...stack.asked(draw.coin() ? { symptom: "504 Gateway Time-out" } : {}),
      proveByHand: stack.shows(504),
      break: () => held.open(["BEGIN", update(stack.table, row)]),
      fix: held.letGo,
      nearMiss: () => held.open(["BEGIN", update(table, id)]),
    };
  },
};
