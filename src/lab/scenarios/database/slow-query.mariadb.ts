import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startMariadbStore } from "./mariadb.ts";
import { buildStack } from "./stack.ts";

/** The same in MariaDB. */
export const scenario: Scenario = {
  cause: "slow-query",
  boundary: "database",
  mechanism: "an index that the application's query needs is dropped in MariaDB",
  expected: { fault: degraded("database", "slow-query"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const { name, table, otherTable } = stack;
    const mariadb = await startMariadbStore(stack);
    const lines = draw.integer(100, 150) * 1_000;
    const [needed, unused] = [draw.label(), draw.label()];
    await mariadb.sql(
      `TRUNCATE ${otherTable}; INSERT INTO ${otherTable} SELECT seq, seq DIV 10, seq % 1000 FROM seq_1_to_${lines};
CREATE INDEX ${needed} ON ${otherTable} (amount); CREATE INDEX ${unused} ON ${otherTable} (note); ANALYZE TABLE ${otherTable};`,
      name,
    );
    const query = (orders: number, hint = "") =>
      `SELECT sum((SELECT count(*) FROM ${otherTable} l ${hint} WHERE l.amount = o.id)) FROM ${table} o WHERE o.id <= ${orders}`;
    // As many orders as take some seconds here without the index; the client's own start is no part of it.
    const timed = async (count: number) => {
      const began = performance.now();
      await mariadb.sql(query(count, `IGNORE INDEX (${needed})`), name);
      return performance.now() - began;
    };
    const idle = await timed(0);
    const each = Math.max(8, ((await timed(16)) - idle) / 16);
    const orders = Math.min(500, Math.ceil((draw.integer(35, 50) * 100) / each));
    await stack.serve(stack.app(query(orders)));
    const change = async (sql: string) => void (await mariadb.sql(sql, name));
    return {
      ...stack.asked(draw.coin() ? { symptom: "the page takes several seconds" } : {}),
      proveByHand: {
        argv: stack.site.curl("-w", "took %{time_total}\\n"),
        faultShows: /took ([2-9]|1\d|1\.[3-9])/,
      },
      break: () => change(`DROP INDEX ${needed} ON ${otherTable};`),
      fix: () => change(`CREATE INDEX ${needed} ON ${otherTable} (amount);`),
      nearMiss: () => change(`DROP INDEX ${unused} ON ${otherTable};`),
    };
  },
};
