import type { Reader } from "../reader.ts";
import { readLocalPorts } from "./local-ports.ts";
import { readOwnConnection } from "./own-connection.ts";
import { readOwnLimits } from "./own-limits.ts";
import { readOwners } from "./owners.ts";
import { readPeriod } from "./period.ts";
import { readRetries } from "./retries.ts";

export { nextBurstDue, periodOf } from "./bursts.ts";

/** Every reader of what the kernels at the two ends know of processes and connections. */
export const hostReaders: readonly Reader[] = [
  readOwners,
  readOwnConnection,
  readPeriod,
  readRetries,
  readOwnLimits,
  readLocalPorts,
];
