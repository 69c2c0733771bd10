import { type Host, mustRun } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What pgbouncer is started with. */
export interface PgbouncerConfig {
  readonly port: number;
  /** The database behind it. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly name: string;
  };
  /** Who may come, with the password that is asked for and sent on. */
  readonly users: Readonly<Record<string, string>>;
  /** Connections that it keeps for each user; pgbouncer.ini, `default_pool_size`. */
  readonly poolSize: number;
  /** Further settings of `[pgbouncer]`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Starts pgbouncer in a host, as the user `postgres`; a connection is held for a whole transaction. */
export function startPgbouncer(host: Host, config: PgbouncerConfig): Promise<Configured<PgbouncerConfig>> {
  return configured(config, async ({ port, database, users, poolSize, settings = {} }) => {
    const folder = `${host.folder}/pgbouncer`;
    const list = Object.entries(users).map(([name, password]) => `"${name}" "${password}"\n`);
    const known = host.file("pgbouncer/userlist.txt", list.join(""));
    const own = {
      ...{ listen_addr: "*", listen_port: port, unix_socket_dir: "", auth_type: "scram-sha-256" },
      ...{ auth_file: known, pool_mode: "transaction", default_pool_size: poolSize, max_client_conn: 100 },
      ...{ ignore_startup_parameters: "extra_float_digits", ...settings },
    };
    const path = host.file(
      "pgbouncer/pgbouncer.ini",
      `[databases]
${database.name} = host=${database.host} port=${database.port} dbname=${database.name}
[pgbouncer]
${Object.entries(own)
  .map(([name, value]) => `${name} = ${value}`)
  .join("\n")}
`,
    );
    await mustRun(["chown", "-R", "postgres:postgres", folder]);
    return host.start({
      argv: [
        ...["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"],
        ...["pgbouncer", path],
      ],
      ready: { tcp: port },
    });
  });
}
