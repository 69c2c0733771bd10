import type { Ms } from "../base/index.ts";
import type { DatabaseEngine } from "./database-session.ts";

/** One session of a database. No text of a query: that may hold secrets. */
export interface DatabaseClient {
  /** The engine's own number for it: `pg_stat_activity.pid`, `processlist.ID`. */
  readonly id: number;
  readonly user: string | null;
  readonly database: string | null;
  /** Address of the client; `null` for a local socket. */
  readonly client: string | null;
  readonly application: string | null;
  readonly state: "active" | "idle" | "idle-in-transaction" | "waiting" | "other";
  /** What it waits for, in the engine's words: `Lock:transactionid`; `null` where it does not. */
  readonly waitsFor: string | null;
  /** Sessions that hold what it waits for. */
  readonly blockedBy: readonly number[];
  /** The object that it waits for: a table's name; `null` where it is not told. */
  readonly object: string | null;
  readonly inState: Ms | null;
  readonly inTransaction: Ms | null;
  readonly inQuery: Ms | null;
  /** First word of its query: `SELECT`, `UPDATE`. */
  readonly verb: string | null;
  /** Identity of the query without its values: the engine's own, else a hash of the text without them; `null` where the text is not shown. */
  readonly digest: string | null;
}

/** What a database says of itself by read-only statements. By: observed. */
export interface DatabaseState {
  readonly engine: DatabaseEngine;
  readonly address: string;
  readonly port: number;
  readonly version: string | null;
  readonly uptime: Ms | null;
  readonly connections: {
    readonly used: number;
    readonly limit: number | null;
    /** Of the limit, kept for administrators. */
    readonly reserved: number;
    /** Turned away since the start, where the engine counts. */
    readonly turnedAway: number | null;
  } | null;
  readonly byState: Readonly<Record<string, number>>;
  /** Sessions that wait, that hold what others wait for, or that run or sit in a transaction for long; at most 50. */
  readonly sessions: readonly DatabaseClient[];
  readonly isReplica: boolean | null;
  readonly isReadOnly: boolean | null;
  /** How far a replica is behind; `null` where it is none, or cannot tell. */
  readonly lag: Ms | null;
  /** Replication is broken: its threads do not run, or it is not connected; `null` where it is no replica. */
  readonly replicationRuns: boolean | null;
  /** How a replica stands to its source, to the worst of several. Left out where it is none or does not tell, and by older versions. */
  readonly replication?: Replication;
  /** Octets in use and the limit, and whether writes are refused for it: Redis `maxmemory`. */
  readonly memory: {
    readonly used: number;
    readonly limit: number | null;
    readonly refusesWrites: boolean;
  } | null;
  /** Largest share of statements' time by digest, in the last of the engine's statistics; at most 10. */
  readonly slowest: readonly {
    readonly digest: string;
    readonly verb: string | null;
    readonly calls: number;
    readonly mean: Ms;
  }[];
}

/** MySQL, SHOW REPLICA STATUS; Redis, INFO. */
export interface Replication {
  /**
   * - `connected`: it takes what the source sends. `connecting`: it tries, and is not let in or finds nobody.
   * - `copying`: it takes its first whole copy. `stopped`: it does not try, by somebody's wish or after an error.
   */
  readonly receives: "connected" | "connecting" | "copying" | "stopped";
  /** It applies what it received; `null` where the engine does both at once. */
  readonly applies: boolean | null;
  /** Number of the last error that still holds; its text may hold values. `null` where there is none. */
  readonly error: string | null;
  /** Since the source was last heard of; `null` where that is not told. */
  readonly silentFor: Ms | null;
}

/** How a database would run one query: the plan alone, nothing is run. */
export interface QueryPlan {
  readonly engine: DatabaseEngine;
  readonly digest: string;
  /** The engine's estimate, in its own unit; `null` where it has none. */
  readonly cost: number | null;
  /** Tables that are read whole, with their rows, and the columns that are filtered or joined on. */
  readonly fullScans: readonly {
    readonly table: string;
    readonly rows: number | null;
    readonly filteredOn: readonly string[];
    /** Whether an index begins with one of these columns. */
    readonly hasIndex: boolean | null;
  }[];
  /** What it did when it was run once more for its plan. Left out where it was not run. */
  readonly measured?: MeasuredRun;
}

/** A statement that was run for its plan, within a bound. */
export interface MeasuredRun {
  /** How long it ran; `null` where the bound ended it: then nothing else is known. */
  readonly took: Ms | null;
  readonly bound: Ms;
  /** Each table that was read, with its rows each time: as the planner took them to be, and as they were. */
  readonly reads: readonly {
    readonly table: string;
    /** How often it was read. */
    readonly loops: number;
    readonly estimatedRows: number;
    readonly actualRows: number;
  }[];
}

/** Pools of database connections, by their own count: pgbouncer's `SHOW POOLS`, an application's metrics. */
export interface PoolState {
  /** `host:port` of pgbouncer; the URL of an application's metrics, without credentials and query. */
  readonly source: string;
  /** `metrics` for the word of an application of its own pools; left out for pgbouncer. */
  readonly readFrom?: "metrics";
  /** The pooler is there and lets this user not read its counts: no pool is listed. Left out where it does. */
  readonly isClosed?: true;
  readonly pools: readonly PoolCounts[];
}

/** What one pool says of itself. */
export interface PoolCounts {
  readonly name: string;
  /** Connections in use. */
  readonly active: number;
  readonly idle: number;
  /** `null` where it has none, or does not tell. */
  readonly limit: number | null;
  /** Clients that wait for a connection, and the longest of them; `null` where it does not count them. */
  readonly waiting: number | null;
  readonly longestWait: Ms | null;
  /** Connections that are being opened to the server. Left out where that is not told, and by older versions. */
  readonly opening?: number;
  /** It is told to give out none: pgbouncer's `PAUSE`. Left out where it is not. */
  readonly isPaused?: true;
  /** The server behind it. Left out where that is not told, and by older versions. */
  readonly server?: PoolServer;
  /** What only grows while the application runs; left out where nothing of that is told. */
  readonly totals?: PoolTotals;
}

/** Counts of a pool since its application began; `null` each where it is not told. */
export interface PoolTotals {
  /** Waits for a connection that began. */
  readonly begun: number | null;
  /** Requests for a connection that came to an end: those that had to wait, or all, with no wait for most. */
  readonly ended: number | null;
  /** The time that those that came to an end have waited, together. */
  readonly waited: Ms | null;
  /** Requests that gave up waiting. */
  readonly gaveUp: number | null;
}

/** The server behind a pooler, as its console names it. */
export interface PoolServer {
  /** A name, an address or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  /** How a connection to it from here ended; `null` where none was tried: the pool has connections, or it is no TCP port. */
  readonly connect: "connected" | "refused" | "timed-out" | "unreachable" | "other" | null;
  /** What was seen holds for the pooler too: it was tried from the pooler's own host, or the server is at the pooler's own address. */
  readonly holdsForPooler: boolean;
}
