/**
 * A session with a database, held by the database's own command-line client.
 *
 * @module
 */
import { spawn } from "node:child_process";
import type { DatabaseClient } from "../database-app.ts";

/** A session; statements one at a time. */
export interface Session {
  /** Runs one: `null`, or what the server or client said of an error. */
  run(statement: string): Promise<string | null>;
  readonly isOpen: boolean;
}

/** Marks the end of a statement's output. */
const END = "@@end@@";

/** What is said of an error, among other lines. */
const trouble = /error|fatal|denied|failed|refused|wrongpass|noauth|readonly|could not|can't|^ERR /i;

/** Opens one; what goes wrong shows at its first statement. */
export function openSession(database: DatabaseClient): Session {
  const [argv, env] = clientOf(database);
  const [program = "", ...rest] = argv;
  const child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: "pipe" });
  let [isOpen, printed] = [true, ""];
  let look = () => {};
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString("utf8")).slice(-65_536);
    look();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.stdin.on("error", () => {});
  child.on("error", () => {});
  child.on("close", () => {
    isOpen = false;
    look();
  });
  return {
    get isOpen() {
      return isOpen;
    },
    run: (statement) =>
      new Promise((resolve) => {
        look = () => {
          const isDone = printed.includes(END);
          // Without a login Redis does not echo either, and the client stays.
          const isOut = database.kind === "redis" && /NOAUTH|WRONGPASS|Could not connect/.test(printed);
          if (!isDone && !isOut && isOpen) return;
          if (isOut) {
            isOpen = false;
            child.kill();
          }
          look = () => {};
          const said = printed.split("\n").filter((line) => trouble.test(line));
          printed = "";
          resolve(said[0]?.trim() ?? (isDone ? null : "the server closed the connection unexpectedly"));
        };
        child.stdin.write(database.kind === "redis" ? `${statement}\n` : `${statement};\n`);
        child.stdin.write(endOf(database.kind));
        look();
      }),
  };
}

/** What makes the client print the mark. */
const endOf = (kind: DatabaseClient["kind"]): string =>
  // Standard error is not buffered. psql(1), \warn.
  kind === "postgres" ? `\\warn ${END}\n` : kind === "mysql" ? `SELECT '${END}';\n` : `ECHO ${END}\n`;

/** The client's command line and environment. */
function clientOf(database: DatabaseClient): readonly [readonly string[], Readonly<Record<string, string>>] {
  const { kind, host, port, user, password, name, options = [], env = {} } = database;
  switch (kind) {
    case "postgres":
      return [
        ["psql", "-X", "-q", "-A", "-t", "-h", host, "-p", `${port}`, "-U", user, "-d", name, ...options],
        { PGPASSWORD: password, PGCONNECT_TIMEOUT: "5", ...env },
      ];
    case "mysql":
      return [
        ["mysql", "--no-defaults", "-N", "--batch", "--unbuffered", "--force", ...options].concat([
          "-h",
          host,
          "-P",
          `${port}`,
          "-u",
          user,
          "--connect-timeout=5",
          name,
        ]),
        { MYSQL_PWD: password, ...env },
      ];
    case "redis":
      return [
        ["redis-cli", "-h", host, "-p", `${port}`, "--no-auth-warning", ...options].concat(
          user === "" ? [] : ["--user", user],
        ),
        { ...(password === "" ? {} : { REDISCLI_AUTH: password }), ...env },
      ];
  }
}
