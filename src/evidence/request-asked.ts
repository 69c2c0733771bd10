import type { Ms } from "../base/index.ts";
import type { DatabaseEngine } from "./database-session.ts";

/** The schemes that a target can have. */
export type Scheme = "https" | "http" | "tcp" | "tls" | "dns" | "grpc" | "grpcs" | DatabaseScheme;

/** Schemes of databases: each pair has one protocol; `rediss` is Redis over TLS. */
export type DatabaseScheme = "postgres" | "postgresql" | "mysql" | "mariadb" | "redis" | "rediss";

const databaseSchemes: Readonly<Record<DatabaseScheme, DatabaseEngine>> = {
  postgres: "postgres",
  postgresql: "postgres",
  mysql: "mysql",
  mariadb: "mysql",
  redis: "redis",
  rediss: "redis",
};

/** Whether a scheme is a database's. */
export const isDatabaseScheme = (scheme: Scheme): scheme is DatabaseScheme =>
  Object.hasOwn(databaseSchemes, scheme);

/** The database that a scheme stands for. */
export const engineOf = (scheme: DatabaseScheme): DatabaseEngine => databaseSchemes[scheme];

/** The request as it was asked for: what every attempt must do, and what counts as a proper answer. By: told. */
export interface RequestAsked {
  /** As given, without credentials. */
  readonly target: string;
  readonly scheme: Scheme;
  /** Name or numeric address, without brackets. */
  readonly host: string;
  readonly hostIsAddress: boolean;
  readonly port: number;
  /** Path and query of the request; `/` when none is given. */
  readonly path: string;
  /** The question's type for `dns://`; A and AAAA otherwise. */
  readonly questionType: string | null;
  readonly method: string;
  /** Octets of the request body; 0 for none. */
  readonly dataOctets: number;
  /** The caller's own deadline for the whole request; `null` when none was given. */
  readonly deadline: Ms | null;
  /** Statuses that count as proper, as ranges; `null` for the contract's own rule. */
  readonly expectStatus: readonly (readonly [from: number, to: number])[] | null;
  /**
   * Statuses that the caller complains of, by the symptom: an answer with one of them is what was complained of, and no proper one.
   * Left out where there are none.
   */
  readonly toldStatuses?: readonly number[];
  /** What the client's own request bears and this one, of a hop behind it, goes without. Left out where there is nothing. */
  readonly withheld?: readonly ("credentials" | "body")[];
  /** What is compared with it may send it again, whatever it changes at the server. Left out where that is not allowed. */
  readonly mayRepeat?: true;
  readonly tls: {
    readonly minVersion: string | null;
    readonly maxVersion: string | null;
    readonly alpn: readonly string[];
    /** A client certificate was given. */
    readonly clientCertificate: boolean;
    /** The caller named the trust (`--ca`). */
    readonly trustNamed: boolean;
  };
  /** The proxy that the request goes through; `null` when it goes straight. */
  readonly proxy: {
    readonly host: string;
    readonly port: number;
    readonly scheme: "http" | "https" | "socks5";
    /** Where it is from: a variable's name (`https_proxy`) or `--proxy`. */
    readonly from: string;
  } | null;
  /** Resolvers that were asked for by option, in place of the system's. */
  readonly resolvers: readonly string[];
  /** Runtime that the caller has (`java17`, `musl` …); `null` for this host's own. */
  readonly profile: string | null;
}
