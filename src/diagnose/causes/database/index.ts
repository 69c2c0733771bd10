import type { Cause } from "../../cause.ts";
import { databaseAuthFailed } from "./database-auth-failed.ts";
import { databaseReadOnly } from "./database-read-only.ts";
import { databaseRefused } from "./database-refused.ts";
import { databaseTlsMismatch } from "./database-tls-mismatch.ts";
import { databaseTooManyConnections } from "./database-too-many-connections.ts";
import { lockWait } from "./lock-wait.ts";
import { poolExhausted } from "./pool-exhausted.ts";
import { replicaLag } from "./replica-lag.ts";
import { slowQuery } from "./slow-query.ts";

/** The causes of this boundary; where several are proven, what would make another one goes before it. */
export const databaseCauses: readonly Cause[] = [
  databaseRefused,
  databaseAuthFailed,
  databaseTlsMismatch,
  lockWait,
  slowQuery,
  databaseTooManyConnections,
  poolExhausted,
  databaseReadOnly,
  replicaLag,
];
