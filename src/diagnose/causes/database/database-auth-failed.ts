import type { Cause } from "../../cause.ts";

/** Credentials, role, database name or host rule are refused. */
export const databaseAuthFailed: Cause = {
  id: "database-auth-failed",
  boundary: "database",
  at: "path",
  must: ["login-names-credentials"],
  may: ["database-refuses-login"],
  never: [],
  proves: [{ "database-refuses-login": true, "login-names-credentials": true }],
  explains: ["database-refuses-login"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "database-too-many-connections": "the database's own log at the time of the login",
    "database-tls-mismatch": "the same login with TLS: psql 'sslmode=require', mysql --ssl",
  },
  summary: "the database at {database} refuses the login: {databaseError}",
  fix: [
    "Log in by hand from the client's host with the same user, database and password: psql, mysql or redis-cli",
    "Look into the database's log for the refused login: it says which rule or user",
    "Compare the rules for that user and host: pg_hba.conf; SELECT user, host FROM mysql.user; ACL LIST",
  ],
  prevention: [
    "Change a password at the database and at its clients together, with an overlap of both",
    "Test the login of each deployment before it takes traffic",
  ],
  source: "PostgreSQL, appendix A, class 28 and 3D; MySQL, error 1045; Redis, AUTH",
};
