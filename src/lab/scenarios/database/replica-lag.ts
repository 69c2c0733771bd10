import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { buildStack } from "./stack.ts";
import { startPair } from "./standby.ts";

/** What was written a moment ago is not yet where the application reads it, and it takes that for an error. */
export const scenario: Scenario = {
  cause: "replica-lag",
  boundary: "database",
  mechanism: "a standby does not replay, the application does not find what the primary has",
  expected: {
    fault: undecided(
      broken("database", "replica-lag"),
      "that the row which is not found is in the primary is seen there alone",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const { primary, standby } = await startPair(stack, draw);
    const { name, table } = stack;
    const [fetch, row] = [draw.label(), draw.integer(1_000, 9_000)];
    await primary.sql(
      `CREATE FUNCTION "${fetch}"(wanted int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found_note text; BEGIN
SELECT note INTO found_note FROM "${table}" WHERE id = wanted;
IF NOT FOUND THEN RAISE EXCEPTION 'record % not found', wanted; END IF; RETURN found_note; END $$;
INSERT INTO "${table}" VALUES (${row}, 1, 'there');`,
      name,
    );
    const config = stack.app(`SELECT "${fetch}"(${row})`);
    const app = await stack.serve(config);
    const fresh = { ...config, statement: `SELECT "${fetch}"(${row + 1})` };
    const change = (amount: number) =>
      primary.sql(
        `INSERT INTO "${table}" VALUES (${row + 1}, ${amount}, 'new') ON CONFLICT (id) DO UPDATE SET amount = ${amount};`,
        name,
      );
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      async break() {
        await standby.sql("SELECT pg_wal_replay_pause();");
        await change(1);
        await app.restart(fresh);
      },
      async fix() {
        await standby.sql("SELECT pg_wal_replay_resume();");
        await app.restart(config);
      },
      // It replays, and the primary has had nothing to write for a while.
      async nearMiss() {
        await change(2);
      },
    };
  },
};
