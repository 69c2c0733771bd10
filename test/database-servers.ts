import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real server on loopback, with its data in a folder of its own. */
export interface DatabaseServer {
  readonly port: number;
  readonly folder: string;
  stop(): Promise<void>;
}

const postgresFolder = globSync("/usr/lib/postgresql/*/bin").at(-1) ?? "";

/** What is installed here. */
export const installed = {
  postgres: existsSync(join(postgresFolder, "initdb")),
  mariadb: existsSync("/usr/sbin/mariadbd") && existsSync("/usr/bin/mariadb-install-db"),
  redis: existsSync("/usr/bin/redis-server"),
};

/** Servers refuse to run as root; as anybody else they run as that. */
function userOf(name: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const ids = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }).trim());
  return { uid: ids("-u"), gid: ids("-g") };
}

/** What a test has not ended itself is gone with its process. */
const left = new Set<() => void>();
process.once("exit", () => {
  // Servers before their folders.
  for (const end of [...left].toReversed()) end();
});

function ownFolder(user: { readonly uid?: number; readonly gid?: number }): string {
  const folder = mkdtempSync(join(tmpdir(), "faultline-database-"));
  left.add(() => rmSync(folder, { recursive: true, force: true }));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

/** A port that was free just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo; // Of a TCP server.
      server.close(() => resolve(port));
    });
  });
}

/** Connects, again and again until the port is open. */
async function untilOpen(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const socket = await dial(port);
    socket?.destroy();
    if (socket !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the server does not listen");
}

/** A connection to loopback; `null` where it is refused. */
export function dial(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(socket)).once("error", () => resolve(null));
  });
}

async function serve(
  command: readonly [string, ...string[]],
  given: { readonly folder: string; readonly port: number; readonly user: object },
): Promise<DatabaseServer> {
  const [program, ...words] = command;
  const child = spawn(program, words, { ...given.user, cwd: given.folder, stdio: "ignore" });
  const kill = () => void child.kill("SIGKILL");
  left.add(kill);
  const ended = new Promise<void>((resolve) =>
    child.once("exit", () => {
      left.delete(kill);
      resolve();
    }),
  );
  await untilOpen(given.port, child);
  return {
    ...given,
    async stop() {
      child.kill("SIGINT");
      const hard = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(hard);
      rmSync(given.folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL whose superuser `app` has the password `geheim`. */
export async function startPostgres(settings: readonly string[] = []): Promise<DatabaseServer> {
  const user = userOf("postgres");
  const folder = ownFolder(user);
  const port = await freePort();
  const [data, secret] = [join(folder, "data"), join(folder, "secret")];
  writeFileSync(secret, "geheim\n");
  const words = [
    "-D",
    data,
    "-A",
    "scram-sha-256",
    `--pwfile=${secret}`,
    "-U",
    "app",
    "--no-sync",
    "-E",
    "UTF8",
  ];
  execFileSync(join(postgresFolder, "initdb"), words, {
    ...user,
    cwd: folder,
    stdio: "ignore",
    env: { LC_ALL: "C" },
  });
  const options = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    ...settings,
  ];
  const command = [
    join(postgresFolder, "postgres"),
    "-D",
    data,
    ...options.flatMap((one) => ["-c", one]),
  ] as const;
  return serve(command, { folder, port, user });
}

/** MariaDB with a user `app` whose password is `geheim`, and a database `shop`. */
export async function startMariadb(...settings: readonly string[]): Promise<DatabaseServer> {
  const user = userOf("mysql");
  const folder = ownFolder(user);
  const port = await freePort();
  const data = join(folder, "data");
  const words = [
    "--no-defaults",
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  ];
  installMariadb(words, { ...user, cwd: folder, data });
  const first = join(folder, "first.sql");
  writeFileSync(
    first,
    [
      "CREATE DATABASE IF NOT EXISTS shop;",
      "CREATE USER app@'%' IDENTIFIED BY 'geheim';",
      "GRANT ALL ON *.* TO app@'%';",
      "CREATE USER low@'%' IDENTIFIED BY 'tief';",
      "GRANT ALL ON shop.* TO low@'%';",
    ].join("\n"),
  );
  return serve(
    [
      "/usr/sbin/mariadbd",
      "--no-defaults",
      `--datadir=${data}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--socket=${join(folder, "s.sock")}`,
      `--init-file=${first}`,
      "--max-connections=10",
      ...settings,
    ],
    { folder, port, user },
  );
}

/** Lays out the data of a MariaDB; once more where its bootstrap did not come to its end. */
function installMariadb(
  words: readonly string[],
  { data, ...options }: { readonly cwd: string; readonly data: string },
): void {
  const lay = () => spawnSync("mariadb-install-db", words, { ...options, encoding: "utf8", timeout: 60_000 });
  const first = lay();
  if (first.status === 0) return;
  rmSync(data, { recursive: true, force: true });
  const { status, signal, stdout, stderr } = lay();
  if (status === 0) return;
  const said = `${stdout}${stderr}`.trim().split("\n").slice(-5).join("\n");
  throw new Error(`mariadb-install-db ended with ${signal ?? status}:\n${said}`);
}

/** Redis with the password `geheim`. */
export async function startRedis(...words: readonly string[]): Promise<DatabaseServer> {
  const user = userOf("redis");
  const folder = ownFolder(user);
  const port = await freePort();
  const own = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  return serve(["redis-server", ...own, "--requirepass", "geheim", ...words], { folder, port, user });
}
