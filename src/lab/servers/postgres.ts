import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { postgresFolders } from "../packages.ts";
import { type Host, mustRun, type Server } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { templateOf } from "./template.ts";

/** What PostgreSQL is started with. */
export interface PostgresConfig {
  readonly port: number;
  /** Settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Lines of pg_hba.conf in place of the usual one, which lets everybody in with a password. */
  readonly rules?: readonly string[];
  /** Serves TLS with these, as PEM. */
  readonly tls?: { readonly chainPem: string; readonly keyPem: string };
  /** Tells two servers of one host apart; default `postgres`. */
  readonly name?: string;
  /** It follows the server of this conninfo, of which it is a copy. */
  readonly follows?: string;
}

/** A PostgreSQL that runs, and its administrator. */
export interface Postgres extends Configured<PostgresConfig> {
  /** Runs SQL as the superuser by the local socket; gives the rows, a line each, columns by `|`. */
  sql(text: string, database?: string): Promise<string>;
}

/** Debian's user of the server, which refuses to be root. */
const as = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"];

/** Settings for a server that need not survive, on a machine that it shares with many. PostgreSQL, 30.1 "Non-durable settings". */
const usual = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  shared_buffers: "16MB",
  max_wal_size: "64MB",
  min_wal_size: "32MB",
  dynamic_shared_memory_type: "mmap",
  max_parallel_workers_per_gather: 0,
  max_worker_processes: 4,
  wal_level: "replica",
  listen_addresses: "*",
};

/** Starts PostgreSQL in a host, with its data in `host.folder/NAME`. */
export async function startPostgres(host: Host, config: PostgresConfig): Promise<Postgres> {
  const folder = join(host.folder, config.name ?? "postgres");
  const program = postgresFolders().at(-1) ?? "";
  if (!existsSync(folder)) await placeData(host, folder, { program, config });
  const server = await configured(config, (wanted) => startWith(host, folder, { program, config: wanted }));
  return {
    ...server,
    get pid() {
      return server.pid;
    },
    async sql(text, database = "postgres") {
      const options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"];
      const place = ["-h", folder, "-p", `${config.port}`, "-U", "postgres", "-d", database];
      return (await host.must(["psql", ...options, ...place], { input: text, timeout: 60_000 })).stdout;
    },
  };
}

async function placeData(
  host: Host,
  folder: string,
  { program, config }: { readonly program: string; readonly config: PostgresConfig },
): Promise<void> {
  if (config.follows !== undefined) {
    const copy = [join(program, "pg_basebackup"), "-D", folder, "-d", config.follows, "-R", "-X", "stream"];
    await host.must(["sh", "-c", 'umask 077; exec "$@"', "sh", ...copy, "-c", "fast"], { timeout: 60_000 });
  } else {
    const template = await templateOf(`postgres-${basename(dirname(program))}`, async (fresh) => {
      await mustRun(["chown", "postgres:postgres", fresh]);
      const options = ["-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync", "--wal-segsize=4"];
      const secret = ["sh", "-c", 'echo unused >"$1.word"; chmod 644 "$1.word"', "sh", fresh];
      await mustRun(secret);
      const run = [...as, join(program, "initdb"), "-D", fresh, ...options, `--pwfile=${fresh}.word`];
      await mustRun(run, { timeout: 60_000 });
      await mustRun(["rm", "-f", `${fresh}.word`]);
    });
    await mustRun(["cp", "-a", template, folder]);
  }
  await mustRun(["chown", "-R", "postgres:postgres", folder]);
}

async function startWith(
  host: Host,
  folder: string,
  { program, config }: { readonly program: string; readonly config: PostgresConfig },
): Promise<Server> {
  const all = "host all all 0.0.0.0/0 scram-sha-256";
  host.file(
    join(basename(folder), "pg_hba.conf"),
    [
      "local all postgres trust",
      ...(config.rules ?? [all]),
      "host replication all 0.0.0.0/0 scram-sha-256",
      "",
    ].join("\n"),
  );
  const tls = config.tls === undefined ? {} : await placeTls(host, basename(folder), config.tls);
  const own = { ...usual, port: config.port, unix_socket_directories: folder };
  const settings = Object.entries({ ...own, ...tls, ...config.settings });
  const server = await host.start({
    // Its segment of System V memory goes with its own namespace.
    argv: [
      ...["unshare", "--ipc", ...as, join(program, "postgres"), "-D", folder],
      ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    ready: { says: config.follows === undefined ? "ready to accept connections" : "read-only connections" },
    readyWithin: 30_000,
  });
  return {
    ...server,
    async stop() {
      // Fast shutdown: SIGTERM alone would wait for every session to end. postgres(1).
      server.signal("SIGCONT");
      server.signal("SIGINT");
      await server.stop();
    },
  };
}

/** Writes certificate and key as the server wants them, and gives its settings. */
async function placeTls(
  host: Host,
  name: string,
  { chainPem, keyPem }: { readonly chainPem: string; readonly keyPem: string },
): Promise<Readonly<Record<string, string>>> {
  const [chain, key] = [
    host.file(join(name, "server.crt"), chainPem),
    host.file(join(name, "server.key"), keyPem),
  ];
  await mustRun(["chown", "postgres:postgres", chain, key]);
  await mustRun(["chmod", "600", key]);
  return { ssl: "on", ssl_cert_file: chain, ssl_key_file: key };
}
