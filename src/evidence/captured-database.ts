import type { Ms } from "../base/index.ts";

/** An error that a database told a client. Its text is never kept: it may quote data. */
export interface DatabaseErrorSeen {
  /** SQLSTATE of PostgreSQL and MySQL (`53300`), the first word of Redis (`LOADING`). */
  readonly code: string;
  /** MySQL's own number; `null` for others. */
  readonly number: number | null;
  /** PostgreSQL's: ERROR, FATAL, PANIC; `null` for others. */
  readonly severity: string | null;
  /** What the server's fixed words say beyond the code. */
  readonly about: "read-only" | "connections" | null;
}

/** One connection to a database, as a capture shows it. */
export interface CapturedSession {
  readonly address: string;
  readonly port: number;
  readonly protocol: "postgresql" | "mysql" | "redis";
  /** As the server says it; `null` where it does not. */
  readonly serverVersion: string | null;
  /** From the first octet to the server's word that it is ready; `null` where that did not come, or cannot be seen under TLS. */
  readonly readyTook: Ms | null;
  /** The error by which the server ended the login; `null` where it did not. */
  readonly refusal: DatabaseErrorSeen | null;
  /** Whether the server offers TLS; `null` where that cannot be told. The session itself is without TLS, as far as it is read. */
  readonly offersTls: boolean | null;
  /** The client asked for TLS, was refused it, and left without a login. */
  readonly leftWithoutTls: boolean;
  /** The server's own word at the login that it takes no writes, or none by default; `null` where it gives none. */
  readonly isReadOnly: boolean | null;
  /** All that was asked for was answered with errors. */
  readonly onlyErrors: boolean;
  /** Requests, and the longest time from one to the first octet of its answer. */
  readonly requests: number;
  readonly longestWait: Ms;
  /** Errors of any kind: the first ones, at most 16, and all. */
  readonly errors: readonly DatabaseErrorSeen[];
  readonly errorCount: number;
}
