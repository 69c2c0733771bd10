import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import type { DatabaseClient } from "./database-app.ts";
import { fetchProgram } from "./fetched-program.ts";

/** A web application in Go that asks PostgreSQL once for each request, and publishes metrics of its pools. */
export interface PooledAppConfig {
  readonly port: number;
  /** Where `/metrics` is served: the same port or another. */
  readonly metricsPort: number;
  /** The path of its jobs. */
  readonly jobs: string;
  /** What it runs for a request, and a job at its begin. */
  readonly statement: string;
  readonly database: DatabaseClient;
  /** Its pools by name, each of so many connections at most. Requests take theirs of the first. */
  readonly pools: readonly { readonly name: string; readonly size: number }[];
  /** After so many milliseconds a request has failed, with this status; never unless given. */
  readonly impatience?: { readonly after: number; readonly status: 500 | 503 };
  /** A request is over when its caller has gone; otherwise it waits on. */
  readonly heeds: boolean;
  /** Every so many milliseconds its own jobs take all connections of the first pool, and keep them for so many. */
  readonly often?: { readonly every: number; readonly keep: number };
  readonly log: { readonly file: string; readonly form: "json" | "words" };
}

/** Something that the application does beside its requests, on a connection of its own. */
export interface Job {
  readonly pool: string;
  /** How it keeps the connection while it does something else: in a transaction, by a result that is not closed, or as it is. */
  readonly keeps: "transaction" | "rows" | "connection";
  /** For so many milliseconds. */
  readonly keep: number;
}

/** The application, and its jobs. */
export interface PooledApp extends Configured<PooledAppConfig> {
  /** Begins one, and waits a second at most until it has its connection: without one it waits on. */
  begin(job: Job): Promise<void>;
}

/** Starts it in a host. Its pools and their metrics are those of Go's own database/sql and of Prometheus' client library. */
export async function startPooledApp(host: Host, config: PooledAppConfig): Promise<PooledApp> {
  const program = await fetchProgram("pooled-app");
  const { port, jobs } = config;
  const app = await configured(config, ({ database, ...wanted }) =>
    host.start({
      argv: [program, JSON.stringify(wanted)],
      env: {
        PGHOST: database.host,
        PGPORT: `${database.port}`,
        PGUSER: database.user,
        PGPASSWORD: database.password,
        PGDATABASE: database.name,
        PGSSLMODE: "disable",
      },
      ready: { tcp: wanted.port },
    }),
  );
  return {
    ...app,
    get pid() {
      return app.pid;
    },
    async begin({ pool, keeps, keep }) {
      const url = `http://127.0.0.1:${port}${jobs}?pool=${pool}&keeps=${keeps}&ms=${keep}`;
      await host.run(["curl", "-sS", "-o", "/dev/null", "--max-time", "1", "-X", "POST", url]);
    },
  };
}
