import type { Draw } from "../../draw.ts";
import { type Mariadb, startMariadb } from "../../servers/index.ts";
import { startMariadbStore } from "./mariadb.ts";
import type { Stack } from "./stack.ts";

/** Two servers of MariaDB on the database's host: the stack's own port is the replica's, which takes writes of administrators alone. */
export interface MariadbPair {
  readonly source: Mariadb;
  readonly replica: Mariadb;
  /** Waits until the replica has applied all that the source has written. */
  untilCaughtUp(): Promise<void>;
}

/** How long the replica may take for it, in seconds. */
const MOST_WAIT = 20;

/** Starts both; all that is in the source has come to the replica. The application's user may look at the replication. */
export async function startMariadbPair(stack: Stack, draw: Draw): Promise<MariadbPair> {
  const { store, port, role, password, address } = stack;
  const [first, follower] = [draw.port(), draw.label()];
  const [sourceId, replicaId] = [draw.integer(1, 400), draw.integer(401, 900)];
  const source = await startMariadbStore(
    { ...stack, port: first },
    { name: "source", settings: { "log-bin": "source", "server-id": sourceId } },
  );
  await source.sql(
    `GRANT REPLICA MONITOR ON *.* TO \`${role}\`@'%';
CREATE USER \`${follower}\`@'%' IDENTIFIED BY '${password}'; GRANT REPLICATION SLAVE ON *.* TO \`${follower}\`@'%';`,
  );
  const replica = await startMariadb(store, {
    ...{ port, name: "replica", settings: { "server-id": replicaId, "read-only": 1 } },
  });
  await replica.sql(
    `CHANGE MASTER TO MASTER_HOST='${address}', MASTER_PORT=${first}, MASTER_USER='${follower}', MASTER_PASSWORD='${password}', MASTER_USE_GTID=slave_pos;
START SLAVE;`,
  );
  const untilCaughtUp = async () => {
    const written = (await source.sql("SELECT @@gtid_binlog_pos")).trim();
    const waited = (await replica.sql(`SELECT MASTER_GTID_WAIT('${written}', ${MOST_WAIT})`)).trim();
    if (waited !== "0") throw new Error("The replica does not catch up with its source");
  };
  await untilCaughtUp();
  return { source, replica, untilCaughtUp };
}
