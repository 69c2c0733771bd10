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
  /** Offers TLS with these, as PEM. */
  readonly tls?: { readonly chainPem: string; readonly keyPem: string };
  /** Tells two servers of one host apart; default `mariadb`. */
  readonly name?: string;
}

/** A MariaDB that runs, and its administrator. */
export interface Mariadb extends Configured<MariadbConfig> {
  /** Runs SQL as root by the local socket; gives the rows, a line each, columns by tabulators. */
  sql(text: string, database?: string): Promise<string>;
}

/** Small logs: they are copied for each world. */
const small = ["--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M"];

/** Starts MariaDB in a host, with its data in `host.folder/NAME`. */
export async function startMariadb(host: Host, config: MariadbConfig): Promise<Mariadb> {
  const name = config.name ?? "mariadb";
  const folder = join(host.folder, name);
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
  const server = await configured(config, async ({ port, settings = {}, tls }) => {
    const certified = tls === undefined ? {} : await placeTls(host, name, tls);
    return host.start({
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
        // Of an option that is given twice the last one counts.
        ...Object.entries({ ...certified, ...settings }).map(([known, value]) => `--${known}=${value}`),
      ],
      ready: { says: "ready for connections" },
      readyWithin: 30_000,
    });
  });
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

/** Writes certificate and key where the server may read them, and gives its settings. */
async function placeTls(
  host: Host,
  name: string,
  { chainPem, keyPem }: { readonly chainPem: string; readonly keyPem: string },
): Promise<Readonly<Record<string, string>>> {
  const [chain, key] = [
    host.file(join(name, "server.crt"), chainPem),
    host.file(join(name, "server.key"), keyPem),
  ];
  await mustRun(["chown", "mysql:mysql", chain, key]);
  return { "ssl-cert": chain, "ssl-key": key };
}
