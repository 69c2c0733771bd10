import type { Cause } from "../../cause.ts";

/** Writes reach a replica or a server that is read-only. */
export const databaseReadOnly: Cause = {
  id: "database-read-only",
  boundary: "database",
  at: "path",
  must: ["database-takes-no-writes"],
  may: ["database-refuses-write", "database-refuses-some-writes", "request-writes"],
  never: [],
  proves: [
    { "database-takes-no-writes": true, "database-refuses-write": true },
    { "database-takes-no-writes": true, "database-refuses-some-writes": true },
    { "database-takes-no-writes": true, "request-writes": true },
  ],
  explains: ["database-refuses-write", "database-refuses-some-writes", "application-answers-error"],
  refines: null,
  explainedBy: [],
  toldApartBy: { "connection-limit-reached": "the application's own log at the time of the request" },
  summary: "writes reach the database at {database}, which takes none: {databaseError}",
  fix: [
    "See whether it is a replica or set read-only: SELECT pg_is_in_recovery(); SHOW VARIABLES LIKE '%read_only'; INFO replication",
    "Send writes to the primary: the client's address of it, target_session_attrs=read-write, or the proxy's choice",
  ],
  prevention: [
    "Let clients find the primary by its role, not by its address, so that a switch-over takes them along",
  ],
  source: "PostgreSQL, SQLSTATE 25006; MySQL, errors 1290 and 1836; Redis, READONLY",
};
