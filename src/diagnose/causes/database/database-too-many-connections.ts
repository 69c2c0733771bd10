import type { Cause } from "../../cause.ts";

/** The server is at its limit of connections. */
export const databaseTooManyConnections: Cause = {
  id: "database-too-many-connections",
  boundary: "database",
  at: "path",
  must: ["login-finds-no-room"],
  may: ["database-refuses-login", "database-at-its-limit"],
  never: [],
  proves: [{ "database-refuses-login": true, "login-finds-no-room": true }],
  explains: [
    "database-refuses-login",
    "database-login-unanswered",
    "database-at-its-limit",
    "application-answers-error",
    "first-byte-late",
    "no-answer-in-time",
    "deadline-missed",
    "proxy-answers-error",
  ],
  refines: null,
  explainedBy: ["retry-storm"],
  toldApartBy: {
    "database-tls-mismatch": "the database's own log at the time of the login",
  },
  summary: "the database at {database} has no room for another connection: {databaseError}",
  fix: [
    "See who holds the connections: SELECT usename, client_addr, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3; SHOW PROCESSLIST; CLIENT LIST",
    "End those that sit idle, or close the client that leaks them",
    "Put a pooler before it, or raise max_connections (maxclients) if its memory allows",
  ],
  prevention: [
    "Let the pools of all clients together stay below the limit: instances times pool size",
    "Watch used connections against the limit",
  ],
  source: "PostgreSQL, SQLSTATE 53300; MySQL, errors 1040 and 1203; Redis, maxclients",
};
