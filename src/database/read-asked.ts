import { FaultlineError, type Ms } from "../base/index.ts";
import { type DatabaseScheme, engineOf, type Recorder } from "../evidence/index.ts";
import { type ClientIdentity, loadTrust, type Trust } from "../probe/index.ts";
import { type Vantage, whyUnread } from "../vantage/index.ts";
import type { DatabaseAsked } from "./asked.ts";
import { passwordFromPgpass, passwordOfFile } from "./password-file.ts";
import { tlsAskedOf } from "./tls-asked.ts";
import { partsOfUrl } from "./url-parts.ts";

/** A database's URL, as the target has it, and what stands around it. */
export interface DatabaseUrl {
  readonly scheme: DatabaseScheme;
  readonly host: string;
  readonly port: number;
  /** Path and query as written. */
  readonly path: string;
  /** `user:password` as written; `null` for none. */
  readonly credentials: string | null;
  /** There are other hosts in the URL, of which a client takes another where this one does not suit. */
  readonly hasOthers: boolean;
}

/** Where a login is read from besides its URL. */
export interface LoginSources {
  readonly vantage: Vantage;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file that holds the password; `null` for none. */
  readonly passwordFile: string | null;
  /** What the caller trusts, where the URL names nothing. */
  readonly trust: Trust;
  readonly identity: ClientIdentity | null;
  readonly recorder: Recorder;
}

/**
 * Reads a database's URL as that database's own client does, with its environment and its password file.
 *
 * @throws FaultlineError `BAD_FILE` for a file of certificates that the URL names.
 */
export async function readDatabaseAsked(url: DatabaseUrl, sources: LoginSources): Promise<DatabaseAsked> {
  const { env } = sources;
  const engine = engineOf(url.scheme);
  const { options, ...parts } = partsOfUrl(url.credentials, url.path);
  const isPostgres = engine === "postgres";
  // What stands alone before the @ is a password to redis-cli. redis-cli.c, parseRedisUri().
  const isPasswordAlone = engine === "redis" && url.credentials !== null && !url.credentials.includes(":");
  const writtenUser = isPasswordAlone ? null : parts.user;
  const writtenPassword = isPasswordAlone ? parts.user : parts.password;
  const given = writtenUser ?? options.get("user") ?? (isPostgres ? env["PGUSER"] : undefined) ?? null;
  const user = given ?? (engine === "redis" ? "default" : (env["USER"] ?? env["LOGNAME"] ?? "root"));
  const database =
    parts.database ??
    options.get("dbname") ??
    options.get("db") ??
    (isPostgres ? (env["PGDATABASE"] ?? null) : null);
  const password =
    (await fromFile(sources)) ??
    writtenPassword ??
    options.get("password") ??
    fromEnvironment[engine].map((name) => env[name]).find((value) => value !== undefined && value !== "") ??
    (isPostgres
      ? await fromPgpass(sources, { host: url.host, port: url.port, database: database ?? user, user })
      : null);
  const authority =
    options.get("sslrootcert") ??
    options.get("ssl-ca") ??
    options.get("ssl_ca") ??
    options.get("ssl_ca_certs") ??
    (isPostgres ? env["PGSSLROOTCERT"] : undefined);
  const trust = await trustOf(authority, sources, isPostgres);
  const tlsAsked = tlsAskedOf(engine, options, {
    own: isPostgres ? env["PGSSLMODE"] : undefined,
    isSecureScheme: url.scheme === "rediss",
    hasAuthority: trust !== sources.trust && authority !== "system",
  });
  const session =
    options.get("target_session_attrs") ?? (isPostgres ? env["PGTARGETSESSIONATTRS"] : undefined);
  return {
    ...{
      engine,
      host: url.host,
      port: url.port,
      user,
      isUserGiven: given !== null,
      database,
      tlsAsked,
      trust,
    },
    password: password === "" ? null : password,
    identity: sources.identity ?? (await identityOf(options, sources)),
    connectTimeout: secondsOf(
      options.get("connect_timeout") ?? (isPostgres ? env["PGCONNECT_TIMEOUT"] : undefined),
    ),
    wantsWrites: !url.hasOthers && (session === "read-write" || session === "primary"),
    settings: options.get("options") ?? (isPostgres ? (env["PGOPTIONS"] ?? null) : null),
  };
}

const fromEnvironment = { postgres: ["PGPASSWORD"], mysql: ["MYSQL_PWD"], redis: ["REDISCLI_AUTH"] } as const;

async function fromFile({ vantage, passwordFile, recorder }: LoginSources): Promise<string | null> {
  if (passwordFile === null) return null;
  const file = await vantage.read(passwordFile);
  if (file.outcome === "read") return passwordOfFile(file.text);
  recorder.gap({
    boundary: "database",
    needs: `the password in ${passwordFile}: ${whyUnread[file.outcome]}`,
    reason: file.outcome === "permission" ? "permission" : "not-asked",
    allowBy: `Let ${passwordFile} be read at ${vantage.name}`,
  });
  return null;
}

async function fromPgpass(
  { vantage, env }: LoginSources,
  wanted: Parameters<typeof passwordFromPgpass>[1],
): Promise<string | null> {
  const path = env["PGPASSFILE"] ?? (env["HOME"] === undefined ? null : `${env["HOME"]}/.pgpass`);
  const file = path === null ? null : await vantage.read(path);
  return file?.outcome === "read" ? passwordFromPgpass(file.text, wanted) : null;
}

/** The authorities that the URL names, else those of libpq's own file, else the caller's. */
async function trustOf(
  named: string | undefined,
  { vantage, env, trust }: LoginSources,
  isPostgres: boolean,
): Promise<Trust> {
  if (named === "system") return loadTrust({ vantage, environment: env });
  if (named !== undefined && named !== "") return loadTrust({ vantage, environment: env, caFile: named });
  if (trust.from === "option" || !isPostgres || env["HOME"] === undefined) return trust;
  const own = `${env["HOME"]}/.postgresql/root.crt`;
  const file = await vantage.read(own);
  return file.outcome === "read" ? loadTrust({ vantage, environment: env, caFile: own }) : trust;
}

async function identityOf(
  options: ReadonlyMap<string, string>,
  { vantage }: LoginSources,
): Promise<ClientIdentity | null> {
  const [certPath, keyPath] = [
    options.get("sslcert") ?? options.get("ssl-cert"),
    options.get("sslkey") ?? options.get("ssl-key"),
  ];
  if (certPath === undefined || keyPath === undefined) return null;
  const [cert, key] = await Promise.all([vantage.read(certPath), vantage.read(keyPath)]);
  for (const [path, file] of [
    [certPath, cert],
    [keyPath, key],
  ] as const) {
    if (file.outcome !== "read")
      throw new FaultlineError(
        "BAD_FILE",
        `Cannot use "${path}" of the URL: ${whyUnread[file.outcome]}\nName a readable file in PEM`,
      );
  }
  return cert.outcome === "read" && key.outcome === "read" ? { cert: cert.text, key: key.text } : null;
}

/** libpq takes less than two seconds for two, and none or nought for no bound. PostgreSQL, 34.1.2. */
function secondsOf(text: string | undefined): Ms | null {
  const seconds = /^\d{1,6}$/.test(text ?? "") ? Number(text) : 0;
  return seconds <= 0 ? null : Math.max(2, seconds) * 1000;
}
