import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { startDatabaseSessions } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { startMariadbPair } from "./replica.ts";
import { buildStack } from "./stack.ts";

/**
 * What was written a moment ago is not yet where the application reads it: somebody stopped the replica's SQL thread, told it
 * to stay behind, changed a row under it, or holds a lock that it waits for.
 */
export const scenario: Scenario = {
  cause: "replica-lag",
  boundary: "database",
  mechanism: "a replica of MariaDB does not apply, the application does not find what the source has",
  expected: {
    fault: undecided(
      broken("database", "replica-lag"),
      "that the row which is not found is in the source is seen there alone",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const { source, replica, untilCaughtUp } = await startMariadbPair(stack, draw);
    const { name, table, otherTable, store } = stack;
    const [fetch, row] = [draw.label(), draw.integer(1_000, 9_000)];
    await source.sql(
      `DELIMITER //
CREATE FUNCTION \`${fetch}\`(wanted int) RETURNS varchar(64) READS SQL DATA BEGIN
DECLARE found_note varchar(64); DECLARE said varchar(64) DEFAULT CONCAT('record ', wanted, ' not found');
SELECT note INTO found_note FROM \`${table}\` WHERE id = wanted;
IF found_note IS NULL THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = said; END IF; RETURN found_note; END //
DELIMITER ;
INSERT INTO \`${table}\` VALUES (${row}, 1, 'there');`,
      name,
    );
    await untilCaughtUp();
    const finds = (id: number) => stack.app(`SELECT \`${fetch}\`(${id})`);
    const config = finds(row);
    const app = await stack.serve(config);
    const fresh = { ...config, statement: `SELECT \`${fetch}\`(${row + 1})` };
    const insert = (into: string, note: string) =>
      source.sql(`INSERT INTO \`${into}\` VALUES (${row + 1}, 1, '${note}');`, name);
    const way = draw.pick(["stopped", "delayed", "locked", "conflict"] as const);
    let backup: Server | null = null;
    const fallBehind = async () => {
      if (way === "stopped") await replica.sql("STOP SLAVE SQL_THREAD;");
      if (way === "delayed")
        await replica.sql(
          `STOP SLAVE; CHANGE MASTER TO MASTER_DELAY = ${draw.integer(10, 60) * 60}; START SLAVE;`,
        );
      // A row that is only here makes the same one of the source fail: error 1062.
      if (way === "conflict")
        await replica.sql(`INSERT INTO \`${otherTable}\` VALUES (${row}, 0, 'mine');`, name);
      // As a backup does that was never ended.
      if (way === "locked") {
        const database = { ...stack.client({ user: "root", password: "" }), host: "localhost" };
        backup = await startDatabaseSessions(store, {
          ...{ database: { ...database, options: [`--socket=${store.folder}/replica/socket`] }, sessions: 1 },
          statements: ["FLUSH TABLES WITH READ LOCK"],
        });
      }
      if (way === "conflict")
        await source.sql(`INSERT INTO \`${otherTable}\` VALUES (${row}, 1, 'ours');`, name);
    };
    const catchUp = async () => {
      await backup?.stop();
      if (way === "conflict") await replica.sql(`DELETE FROM \`${otherTable}\` WHERE id = ${row};`, name);
      await replica.sql("STOP SLAVE; CHANGE MASTER TO MASTER_DELAY = 0; START SLAVE;");
      await untilCaughtUp();
    };
    const isElsewhere = draw.coin();
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      async break() {
        await fallBehind();
        await insert(table, "new");
        await app.restart(fresh);
      },
      async fix() {
        await catchUp();
        await app.restart(fresh);
      },
      // It is behind with what the request does not read; or was, and has all of it now.
      async nearMiss() {
        await fallBehind();
        await insert(isElsewhere ? otherTable : table, "new");
        if (isElsewhere) return;
        await catchUp();
        await app.restart(fresh);
      },
    };
  },
};
