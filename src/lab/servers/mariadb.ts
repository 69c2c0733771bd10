import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Host, mustRun } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { templateOf } from "./template.ts";

/** What MariaDB is started with. */
export interface MariadbConfig {
  readonly port: number;
  /** System variables: `max_connections`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A MariaDB that runs, and its administrator. */
export interface Mariadb extends Configured<MariadbConfig> {
  /** Runs SQL as root by the local socket; gives the rows, a line each, columns by tabulators. */
  sql(text: string, database?: string): Promise<string>;
}

/** Small logs: they are copied for each world. */
const small = ["--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M"];

/** Starts MariaDB in a host, with its data in `host.folder/mariadb`. */
export async function startMariadb(host: Host, config: MariadbConfig): Promise<Mariadb> {
  const folder = join(host.folder, "mariadb");
  const socket = join(folder, "socket");
  if (!existsSync(folder)) {
    const template = await templateOf("mariadb", async (fresh) => {
      await mustRun(["chown", "mysql:mysql", fresh]);
      const options = [
        "--user=mysql",
        "--skip-test-db",
        "--auth-root-authentication-method=normal",
        ...small,
      ];
      // Its temporary tables are named by its pid, which is not its own among worlds.
      const places = [`--datadir=${fresh}`, `--tmpdir=${fresh}`];
      await mustRun(["mariadb-install-db", "--no-defaults", ...places, ...options], {
        timeout: 120_000,
      });
    });
    await mustRun(["cp", "-a", template, folder]);
  }
  const server = await configured(config, ({ port, settings = {} }) =>
    host.start({
      argv: [
        ...["mariadbd", "--no-defaults", "--user=mysql", `--datadir=${folder}`, `--socket=${socket}`],
        ...[
          `--tmpdir=${folder}`,
          `--pid-file=${folder}/pid`,
          `--port=${port}`,
          "--bind-address=0.0.0.0",
          "--skip-name-resolve",
        ],
        ...[...small, "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"],
        ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
      ],
      ready: { says: "ready for connections" },
      readyWithin: 30_000,
    }),
  );
  return {
    ...server,
    get pid() {
      return server.pid;
    },
    async sql(text, database = "mysql") {
      const argv = ["mysql", "--no-defaults", "-N", "--batch", "-u", "root", `--socket=${socket}`, database];
      return (await host.must(argv, { input: text, timeout: 60_000 })).stdout;
    },
  };
}
