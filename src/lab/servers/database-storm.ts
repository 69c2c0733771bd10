import type { Ms } from "../../base/index.ts";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import type { DatabaseClient } from "./database-app.ts";
import { scriptOf } from "./script.ts";

/**
 * Workers of which each wants one session with a database and keeps it; one that loses it, or that is kept waiting for its first
 * statement, tries again. To PostgreSQL they send their password in the clear: many of them must cost little.
 */
export interface DatabaseStormConfig {
  /** Of PostgreSQL or MariaDB; they speak to it themselves, without TLS. */
  readonly database: DatabaseClient;
  readonly workers: number;
  /** What a new session runs first. */
  readonly statement: string;
  /** A worker drops a session that has not come to the end of it in so long. */
  readonly patience: Ms;
  /**
   * Before it tries again: always so long, or about twice as long each time from this on. Who backs off also waits a drawn time, at most eight times
   * its patience, before it replaces a session that has ended.
   */
  readonly pause: Ms;
  readonly backsOff: boolean;
  /** Where they log what fails. */
  readonly log: { readonly file: string; readonly form: "json" | "words" };
}

/** Starts them (Node, one process) in a host, one after the other; ready when the last has begun. */
export const startDatabaseStorm = (
  host: Host,
  config: DatabaseStormConfig,
): Promise<Configured<DatabaseStormConfig>> =>
  configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("database-storm"), JSON.stringify(wanted)],
      ready: { says: "all begun" },
      readyWithin: 30_000,
    }),
  );
