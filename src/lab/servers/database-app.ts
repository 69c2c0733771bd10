import type { Host, Server } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** How the database's own command-line client reaches it. */
export interface DatabaseClient {
  readonly kind: "postgres" | "mysql" | "redis";
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Name of the database; of Redis unused. */
  readonly name: string;
  /** Further arguments of the client: `--ssl`. */
  readonly options?: readonly string[];
  /** Further environment of the client: `PGSSLMODE`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An application that asks its database once for each request. */
export interface DatabaseAppConfig {
  readonly port: number;
  readonly database: DatabaseClient;
  /** What it runs for a request: one statement, or one command of Redis. */
  readonly statement: string;
  /** Connections that it keeps at most. */
  readonly pool: number;
  /** Sessions wait so many milliseconds for a free connection; without end unless given. */
  readonly patience?: number;
  /** Where it logs begin, end and errors. */
  readonly log: { readonly file: string; readonly form: "json" | "words" };
}

/** Starts it (Node, with the database's own client for each connection) in a host. */
export function startDatabaseApp(
  host: Host,
  config: DatabaseAppConfig,
): Promise<Configured<DatabaseAppConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("database-app"), JSON.stringify(wanted)],
      ready: { tcp: wanted.port },
      readyWithin: 20_000,
    }),
  );
}

/** Sessions of somebody else: each runs the statements and stays as it then is. */
export interface DatabaseSessionsConfig {
  readonly database: DatabaseClient;
  readonly sessions: number;
  readonly statements: readonly string[];
  /** Each runs them again and again, so many milliseconds apart. */
  readonly every?: number;
  /** One that is not let in tries again for a second: others may be leaving still. */
  readonly persists?: true;
}

/** Opens them from a host; ready when each has run its statements once. They end with it. */
export const startDatabaseSessions = (host: Host, config: DatabaseSessionsConfig): Promise<Server> =>
  host.start({
    argv: [process.execPath, scriptOf("database-sessions"), JSON.stringify(config)],
    ready: { says: "all open" },
    readyWithin: 30_000,
  });
