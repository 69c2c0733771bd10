import type { Reader } from "../reader.ts";
import { readOwnConnection } from "./own-connection.ts";
import { readOwners } from "./owners.ts";
import { readPeriod } from "./period.ts";

/** Every reader of what the kernels at the two ends know of processes and connections. */
export const hostReaders: readonly Reader[] = [readOwners, readOwnConnection, readPeriod];
