import type { Reader } from "../../reader.ts";
import { readApplicationPools } from "./application-pools.ts";
import { readDatabaseLocks } from "./locks.ts";
import { readDatabaseLogin } from "./login.ts";
import { readDatabasePools } from "./pools.ts";
import { readDatabaseReach } from "./reach.ts";
import { readDatabaseReplica } from "./replica.ts";
import { readDatabaseStatements } from "./statements.ts";
import { readDatabaseStorm } from "./storm.ts";

/** Databases: those that are asked, and those that stand behind the hop that is asked. */
export const databaseReaders: readonly Reader[] = [
  readDatabaseLogin,
  readDatabaseReach,
  readDatabaseLocks,
  readDatabaseStatements,
  readDatabasePools,
  readApplicationPools,
  readDatabaseReplica,
  readDatabaseStorm,
];
