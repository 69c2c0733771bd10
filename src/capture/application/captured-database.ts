import type { Ms } from "../../base/index.ts";
import type { Endpoint, FrameMark } from "../../evidence/index.ts";

/** An error that a database told its client. Its text is not kept: it may quote data. */
export interface DatabaseError {
  readonly mark: FrameMark;
  /** SQLSTATE of PostgreSQL and MySQL (`28P01`), the first word of Redis (`LOADING`). */
  readonly code: string;
  /** MySQL's own number; `null` for others. */
  readonly number: number | null;
  /** PostgreSQL's: ERROR, FATAL, PANIC; `null` for others. */
  readonly severity: string | null;
  /** What the server's fixed words say beyond the code: that it takes no writes at all, or has no room for another connection. */
  readonly about: "read-only" | "connections" | null;
  /** It came before the connection could be used. */
  readonly atStart: boolean;
}

/** One connection to a database, without anything that it carried. */
export interface CapturedDatabase {
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: "postgresql" | "mysql" | "redis";
  /** Packets of both ends are in the capture: else that no answer is there says nothing. */
  readonly bothEndsSeen: boolean;
  readonly first: FrameMark;
  readonly last: FrameMark;
  /** As the server says it in its greeting; `null` where it does not. */
  readonly serverVersion: string | null;
  /** It went on under TLS: then no more can be seen, and a `CapturedTls` of the same stream follows. */
  readonly turnedToTls: boolean;
  /** The server refused TLS. PostgreSQL, SSLRequest. */
  readonly tlsRefused: boolean;
  /** Whether the server offers TLS; `null` where it was not asked for it, or the protocol has no word for it. */
  readonly offersTls: boolean | null;
  /** The client logged in, or tried to: not only asked for TLS. */
  readonly triedLogin: boolean;
  /** As the server says it at the login: a standby, or writes are off by default; `null` where it does not. */
  readonly isReadOnly: boolean | null;
  /** Something that was asked for was answered with other than an error; `null` where that is not read. */
  readonly served: boolean | null;
  /** The server said that it is ready for requests. */
  readonly ready: FrameMark | null;
  /** From the first octet of either end to that; `null` where it did not come. */
  readonly readyTook: Ms | null;
  /** Turns: what the client sent until the server's answer began. */
  readonly requests: number;
  /** From the last octet of a request to the first one of the answer. */
  readonly waiting: { readonly total: Ms; readonly longest: Ms; readonly longestAt: FrameMark | null };
  /** A request is not answered at the end of the connection or of the capture. */
  readonly waitsSince: FrameMark | null;
  /** At most 16, the first ones; and all. */
  readonly errors: readonly DatabaseError[];
  readonly errorCount: number;
  readonly end: {
    readonly by: "client" | "server";
    readonly how: "fin" | "reset";
    readonly mark: FrameMark;
  } | null;
  /** From where on it could not be read: octets are missing in the capture. */
  readonly unknownFrom: FrameMark | null;
}
