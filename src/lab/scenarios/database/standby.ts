import type { Draw } from "../../draw.ts";
import { type Postgres, startPostgres } from "../../servers/index.ts";
import { startStore } from "./postgres.ts";
import type { Stack } from "./stack.ts";

/** Two servers on the database's host: the stack's own port is that of the standby, or of the primary. */
export interface Pair {
  readonly primary: Postgres;
  readonly standby: Postgres;
  readonly primaryPort: number;
  readonly standbyPort: number;
}

/** Starts both; all that is in the primary has come to the standby. */
export async function startPair(stack: Stack, draw: Draw): Promise<Pair> {
  const [primaryPort, standbyPort] = [draw.port(), stack.port];
  const primary = await startStore({ ...stack, port: primaryPort });
  // The superuser's password is the template's.
  const follows = `host=${stack.address} port=${primaryPort} user=postgres password=unused`;
  const standby = await startPostgres(stack.store, { port: standbyPort, name: "standby", follows });
  return { primary, standby, primaryPort, standbyPort };
}
