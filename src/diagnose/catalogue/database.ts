import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `database`. */
export const databaseRows: readonly CatalogueRow[] = [
  {
    id: "database-refused",
    boundary: "database",
    meaning: "Nothing listens at the address that the application uses for its database.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "database-auth-failed",
    boundary: "database",
    meaning: "Credentials, role, database name or host rule are refused, with or without TLS.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "database-too-many-connections",
    boundary: "database",
    meaning: "The server has reached its limit of connections.",
    explainedBy: ["retry-storm"],
    explainedByAny: null,
  },
  {
    id: "pool-exhausted",
    boundary: "database",
    meaning: "The application's pool has no free connection, and requests wait for one.",
    explainedBy: ["lock-wait", "slow-query"],
    explainedByAny: null,
  },
  {
    id: "lock-wait",
    boundary: "database",
    meaning: "Sessions wait for a lock that another session holds.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "slow-query",
    boundary: "database",
    meaning: "The plan of a query itself takes the time: missing index, sequential scan.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "replica-lag",
    boundary: "database",
    meaning: "Reads come from a replica that is behind.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "database-tls-mismatch",
    boundary: "database",
    meaning:
      "One side demands TLS that the other does not offer, or the client demands verification and it fails. Optional TLS left unused is no fault.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "database-read-only",
    boundary: "database",
    meaning: "Writes reach a replica or a server that is read-only.",
    explainedBy: [],
    explainedByAny: null,
  },
];
