import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startStore } from "./postgres.ts";
import { buildStack } from "./stack.ts";

/** A request sums up the lines of some orders, and each of them is looked for in the whole table. */
export const scenario: Scenario = {
  cause: "slow-query",
  boundary: "database",
  mechanism: "an index that the application's query needs is dropped",
  expected: { fault: degraded("database", "slow-query"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const { name, role, table, otherTable } = stack;
    const postgres = await startStore(stack);
    const lines = draw.integer(250, 350) * 1_000;
    const [needed, unused] = [draw.label(), draw.label()];
    const index = `CREATE INDEX "${needed}" ON "${otherTable}" (amount); CREATE INDEX "${unused}" ON "${otherTable}" (note);`;
    await postgres.sql(
      `TRUNCATE "${otherTable}"; INSERT INTO "${otherTable}" SELECT n, n / 10, n % 1000 FROM generate_series(1, ${lines}) n;
${index} ANALYZE "${otherTable}"; SET ROLE "${role}"; SELECT 1;`,
      name,
    );
    const query = (orders: number) =>
      `SELECT sum(c) FROM (SELECT (SELECT count(*) FROM "${otherTable}" l WHERE l.amount = o.id) AS c FROM "${table}" o WHERE o.id <= ${orders} OFFSET 0) s`;
    // As many orders as take some seconds here without the index; the client's own start is no part of it.
    const timed = async (count: number) => {
      const began = performance.now();
      await postgres.sql(
        `SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off; ${query(count)};`,
        name,
      );
      return performance.now() - began;
    };
    const idle = await timed(0);
    const each = Math.max(8, ((await timed(16)) - idle) / 16);
    const orders = Math.min(500, Math.ceil((draw.integer(35, 50) * 100) / each));
    await stack.serve(stack.app(query(orders)));
    return {
      ...stack.asked(draw.coin() ? { symptom: "the page takes several seconds" } : {}),
      proveByHand: {
        argv: stack.site.curl("-w", "took %{time_total}\\n"),
        faultShows: /took ([2-9]|1\d|1\.[3-9])/,
      },
      break: async () => void (await postgres.sql(`DROP INDEX "${needed}";`, name)),
      fix: async () =>
        void (await postgres.sql(`CREATE INDEX "${needed}" ON "${otherTable}" (amount);`, name)),
      // An index that this query has no use for.
      nearMiss: async () => void (await postgres.sql(`DROP INDEX "${unused}";`, name)),
    };
  },
};
