import type { Draw } from "../../draw.ts";
import { startMariadbStore } from "./mariadb.ts";
import { countInMariadb, warmUpMariadb } from "./mariadb-workers.ts";
import { startStore } from "./postgres.ts";
import type { Stack } from "./stack.ts";
import { type Count, countIn, RESERVED, warmUp, workersRules } from "./workers.ts";

/** A database that an application's workers fill. */
export interface WorkersStore {
  /** Sessions that they may have in all. */
  readonly room: number;
  readonly count: Count;
  restart(): Promise<unknown>;
  /** Makes a statement that takes the longer the more are at it. */
  warmUp(draw: Draw): Promise<string>;
}

/** Which of them, and the words that differ. */
export interface WorkersEngine {
  readonly engine: "postgres" | "mysql";
  readonly name: string;
  /** Connections that it keeps from workers. */
  readonly reserved: number;
  /** A statement that does nothing. */
  readonly idle: string;
  /** Starts it with so many connections in all. */
  start(stack: Stack, most: number): Promise<WorkersStore>;
}

export const workersPostgres: WorkersEngine = {
  engine: "postgres",
  name: "PostgreSQL",
  reserved: RESERVED,
  idle: "SELECT 1",
  async start(stack, most) {
    const config = { settings: { max_connections: most }, rules: workersRules(stack) };
    const postgres = await startStore(stack, config);
    return {
      room: most - RESERVED,
      count: countIn(postgres, stack),
      restart: () => postgres.restart(),
      warmUp: (draw) => warmUp(postgres, stack, draw),
    };
  },
};

export const workersMariadb: WorkersEngine = {
  engine: "mysql",
  name: "MariaDB",
  reserved: 0,
  idle: "DO 1",
  async start(stack, most) {
    const mariadb = await startMariadbStore(stack, { settings: { "max-connections": most } });
    return {
      room: most,
      count: countInMariadb(mariadb, stack),
      restart: () => mariadb.restart(),
      warmUp: (draw) => warmUpMariadb(mariadb, stack, draw),
    };
  },
};
