import { type Mariadb, type MariadbConfig, startMariadb } from "../../servers/index.ts";
import type { Stack } from "./stack.ts";
import type { DatabaseTarget } from "./target.ts";

/**
 * Starts MariaDB with the stack's users, database and two small tables (`id`, `amount`, `note`). The application's user may see
 * the sessions of others (PROCESS).
 */
export async function startMariadbStore(
  { store, port, role, other, password, name, table, otherTable }: Stack | DatabaseTarget,
  config: Partial<MariadbConfig> = {},
): Promise<Mariadb> {
  const mariadb = await startMariadb(store, { port, ...config });
  const user = (called: string) => `CREATE USER \`${called}\`@'%' IDENTIFIED BY '${password}';
GRANT ALL ON \`${name}\`.* TO \`${called}\`@'%';
`;
  const small = (called: string) =>
    `CREATE TABLE \`${name}\`.\`${called}\` (id int PRIMARY KEY, amount int, note varchar(64)) ENGINE=InnoDB;
INSERT INTO \`${name}\`.\`${called}\` SELECT seq, seq % 97, md5(seq) FROM seq_1_to_500;
`;
  await mariadb.sql(
    `CREATE DATABASE \`${name}\`;
${user(role)}${user(other)}GRANT PROCESS ON *.* TO \`${role}\`@'%';
${small(table)}${small(otherTable)}`,
  );
  return mariadb;
}
