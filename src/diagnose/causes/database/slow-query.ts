import type { Cause } from "../../cause.ts";

/** The plan of a query itself takes the time. */
export const slowQuery: Cause = {
  id: "slow-query",
  boundary: "database",
  at: "path",
  must: ["statement-runs-long"],
  may: ["statement-reads-whole-table", "clients-wait-for-pool", "database-at-its-limit"],
  never: [],
  proves: [{ "statement-runs-long": true, "statement-reads-whole-table": true }],
  explains: [
    "statement-runs-long",
    "application-answers-error",
    "first-byte-late",
    "no-answer-in-time",
    "deadline-missed",
    "proxy-answers-error",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "in the database at {database}, a {verb} of the application runs for {statementTime} s, and waits for no lock{scan}",
  fix: [
    "Look at its plan: EXPLAIN the statement (ANALYZE runs it)",
    "Make an index that begins with the column that is filtered on: CREATE INDEX CONCURRENTLY ON {scanTable} ({indexColumns})",
    "If it has one, let the planner know the table: ANALYZE {scanTable}; and see whether a type or a function in the condition keeps it from the index",
  ],
  prevention: [
    "Watch the slowest statements by their total time: pg_stat_statements, the slow query log",
    "Give statements of requests a bound: statement_timeout, max_execution_time",
    "Look at the plans of new queries on tables of the real size",
  ],
  source: "PostgreSQL, 14.1 Using EXPLAIN; MySQL, 10.8.2 EXPLAIN Output Format (type ALL)",
};
