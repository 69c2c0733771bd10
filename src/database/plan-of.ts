import type { DatabaseAsked } from "./asked.ts";
import { mysqlStatements } from "./mysql/statements.ts";
import { postgresStatements } from "./postgres/statements.ts";
import { redisCommands } from "./redis/state.ts";
import { MEASURED } from "./state/measure.ts";
import { poolerCommands } from "./state/pools.ts";

const onOneLine = (text: string) => text.replace(/\s+/g, " ");

/** What a login would send, a line each; none where the target is no database. */
export function planOfDatabase(
  asked: DatabaseAsked | undefined,
  { isMeasured }: { readonly isMeasured: boolean },
): readonly string[] {
  if (asked === undefined) return [];
  const { engine, user, database, tlsAsked, password } = asked;
  const where = database === null ? "" : ` to ${database}`;
  const first = `LOGIN  as ${user}${where}, TLS ${tlsAsked}, ${password === null ? "no password given" : "with the password"}; then ${engine === "redis" ? "PING" : "SELECT 1"}`;
  const states = statementsOf(engine, isMeasured).map((statement) => `READ   ${onOneLine(statement)}`);
  return [
    first,
    "and on a second session, up to three times in 3 s, each bounded by 2 s and read-only:",
    ...states,
  ];
}

/** What is run besides, where that is allowed. */
const measured = {
  postgres: `EXPLAIN (ANALYZE, FORMAT JSON) of the same afterwards, each for ${MEASURED / 1_000} s at most, where by its words it only reads and its values are known (--allow explain-analyze)`,
  mysql: `ANALYZE FORMAT=JSON (MySQL: EXPLAIN ANALYZE FORMAT=JSON) of the same afterwards, each for ${MEASURED / 1_000} s at most, where by its words it only reads and its values are known (--allow explain-analyze)`,
} as const;

function statementsOf(engine: DatabaseAsked["engine"], isMeasured: boolean): readonly string[] {
  switch (engine) {
    case "redis":
      return redisCommands;
    case "postgres":
      return [
        "BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = 2000; before each, COMMIT after it",
        ...Object.values(postgresStatements),
        "pg_stat_statements, where it is installed: its ten slowest",
        `EXPLAIN (FORMAT JSON) of what runs longer than 0.5 s, three at most${isMeasured ? "" : ", never ANALYZE"}; one with parameters by PREPARE, EXPLAIN EXECUTE and DEALLOCATE`,
        ...(isMeasured ? [measured.postgres] : []),
        ...poolerCommands.map((command) => `${command}, where it is pgbouncer's own console`),
      ];
    case "mysql":
      return [
        ...Object.values(mysqlStatements).flat(),
        "EXPLAIN FORMAT=JSON of what runs longer than 0.5 s, three at most",
        ...(isMeasured ? [measured.mysql] : []),
      ];
  }
}
