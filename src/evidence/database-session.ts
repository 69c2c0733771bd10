import type { Ms } from "../base/index.ts";

export type DatabaseEngine = "postgres" | "mysql" | "redis";

/** One login to a database and one harmless query, as its own client would. By: probe. */
export interface DatabaseSession {
  readonly engine: DatabaseEngine;
  readonly address: string;
  readonly port: number;
  /** Never the password. */
  readonly user: string | null;
  readonly database: string | null;
  /** What the URL asks of TLS, in libpq's words; the other engines' are translated into them. */
  readonly tlsAsked: "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";
  /**
   * `used`; `not-offered` by the server; `refused`: the server demands what was not done, or the reverse; `failed`: the handshake did,
   * `not-verified`: the certificate was not to the URL's taste. `not-asked`.
   */
  readonly tls: "used" | "not-offered" | "refused" | "failed" | "not-verified" | "not-asked";
  readonly tlsError: string | null;
  /**
   * - `answered`: login and query. `refused-login`: credentials, role, database or host rule. `too-many-connections`.
   * - `not-ready`: it starts, stops or recovers. `query-failed`: login, then an error. `silent`: it took the connection and said nothing in time.
   * - `closed`: it hung up without a word, while the login or the query went on. `not-this-database`: what answers speaks another protocol. `read-only`: the URL asks for a session that takes writes, and it takes none.
   * - `cannot-login`: it answers, and asks for a user, a password or a way of authentication that we were not given or do not speak.
   *   The observer's own limit, and no fault of either side.
   */
  readonly outcome:
    | "answered"
    | "refused-login"
    | "too-many-connections"
    | "not-ready"
    | "tls-mismatch"
    | "query-failed"
    | "read-only"
    | "silent"
    | "closed"
    | "not-this-database"
    | "cannot-login";
  /** SQLSTATE, MySQL's number, or the first word of a Redis error; `null` where there is none. */
  readonly code: string | null;
  /** The server's words, at most 300 characters, secrets removed. */
  readonly message: string | null;
  readonly serverVersion: string | null;
  /** Who answered: the server itself or a pooler in front of it. */
  readonly through: "server" | "pooler" | "unknown";
  /** A replica, or set to take no writes; `null` where it was not told. */
  readonly isReadOnly: boolean | null;
  readonly isReplica: boolean | null;
  readonly phases: {
    readonly greeting: Ms | null;
    readonly login: Ms | null;
    readonly query: Ms | null;
  };
}
