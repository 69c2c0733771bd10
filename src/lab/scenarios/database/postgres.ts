import { type Postgres, type PostgresConfig, startPostgres } from "../../servers/index.ts";
import type { Stack } from "./stack.ts";
import type { DatabaseTarget } from "./target.ts";

/**
 * Starts PostgreSQL with the stack's roles, database and two small tables (`id`, `amount`, `note`), which the application's
 * role owns.
 */
export async function startStore(
  { store, port, role, other, password, name, table, otherTable }: Stack | DatabaseTarget,
  config: Partial<PostgresConfig> = {},
): Promise<Postgres> {
  const postgres = await startPostgres(store, { port, ...config });
  await postgres.sql(`CREATE ROLE "${role}" LOGIN PASSWORD '${password}';
CREATE ROLE "${other}" LOGIN PASSWORD '${password}';
CREATE DATABASE "${name}" OWNER "${role}";`);
  const small = (called: string) => `CREATE TABLE "${called}" (id int PRIMARY KEY, amount int, note text);
INSERT INTO "${called}" SELECT n, n % 97, md5(n::text) FROM generate_series(1, 500) n;
ALTER TABLE "${called}" OWNER TO "${role}";
GRANT ALL ON "${called}" TO "${other}";
`;
  await postgres.sql(small(table) + small(otherTable), name);
  return postgres;
}
