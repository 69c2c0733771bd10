import type { Cause } from "../../cause.ts";

/** The pool has no free connection, and requests wait for one. */
export const poolExhausted: Cause = {
  id: "pool-exhausted",
  boundary: "database",
  at: "path",
  must: ["clients-wait-for-pool"],
  may: ["sessions-wait-for-lock", "statement-runs-long", "database-at-its-limit"],
  never: ["pooler-lacks-server"],
  proves: [{ "clients-wait-for-pool": true }],
  explains: [
    "clients-wait-for-pool",
    "database-answers-late",
    "database-login-unanswered",
    "pooler-answers-no-login",
    "application-answers-error",
    "first-byte-late",
    "no-answer-in-time",
    "deadline-missed",
    "proxy-answers-error",
  ],
  refines: null,
  explainedBy: ["lock-wait", "slow-query"],
  toldApartBy: {},
  summary: "the pool {pool} has all of its {poolLimit} in use, and {poolWaiting} for one{poolFor}",
  fix: [
    "See what its connections do: those that sit idle in a transaction are held by the application: SELECT pid, state, now() - state_change FROM pg_stat_activity",
    "Find the code that keeps a connection while it does something else: a call to another service, a missing close. HikariCP names it with leakDetectionThreshold=10000; in Go it is a Rows, Tx or Conn that is not closed",
    "Raise the pool's size (maximumPoolSize, SetMaxOpenConns, pool_size) only if the database has room for all pools together: instances times size",
  ],
  prevention: [
    "Watch the time that requests wait for a connection, and not only the errors",
    "Give the wait for a connection a bound that is shorter than the request's own: connectionTimeout, a context with a deadline, query_wait_timeout",
  ],
  source:
    "pgbouncer(1), SHOW POOLS: cl_waiting, maxwait; HikariCP, README, connectionTimeout and leakDetectionThreshold; Go, sql.DBStats: WaitCount",
};
