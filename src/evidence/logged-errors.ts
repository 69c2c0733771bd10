import type { EpochMs, Ms } from "../base/index.ts";
import type { LoggedReason } from "./logged-exchanges.ts";
import type { ProxyKind } from "./proxy-configuration.ts";

/** One line of an error log, or many alike. */
export interface LoggedError {
  /** Of the newest. */
  readonly at: EpochMs;
  readonly first: EpochMs;
  readonly count: number;
  /** At most 500 characters, secrets removed. */
  readonly text: string;
  readonly level: string | null;
  readonly reason: LoggedReason | null;
  /** Ids of signals that are found in it. */
  readonly signals: readonly string[];
  readonly upstream: string | null;
  readonly client: string | null;
  readonly host: string | null;
  /** Without query; `null` where it names no request. */
  readonly path: string | null;
  readonly requestId: string | null;
  /** The upstream's answer had begun, or the request had been sent, when it happened; `null` where it is not told. */
  readonly phase: "connect" | "tls" | "send" | "head" | "body" | null;
  /** The status that the proxy itself answered with, since it could not forward the request; left out where the line does not state it. */
  readonly answered?: number;
  /** It speaks of a request of this run. */
  readonly isOurs: boolean;
  /** It speaks of a request for the same route. */
  readonly isOfRoute: boolean;
}

/** A line by which a process says that it was told to end: a signal, an orderly shutdown. */
export interface LoggedEnding {
  readonly at: EpochMs;
  /** At most 200 characters, secrets removed. */
  readonly text: string;
  /** A port that the line names; `null` where it names none. */
  readonly port: number | null;
}

/** Lines alike by which a process says that it tries again, and after which pause. */
export interface LoggedRetries {
  /** Of the newest. */
  readonly at: EpochMs;
  readonly first: EpochMs;
  readonly count: number;
  /** The newest line: at most 200 characters, secrets removed. */
  readonly text: string;
  /** The shortest and the longest pause that they name. */
  readonly pause: { readonly least: Ms; readonly most: Ms };
}

/** An error log of a proxy or the log of an application, around the request. */
export interface LoggedErrors {
  readonly software: ProxyKind | "application";
  readonly file: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly lines: number;
  /** Lines without a time that is understood. */
  readonly undated: number;
  /** Distinct lines that speak of the route or hold a known signal, the newest 50. */
  readonly errors: readonly LoggedError[];
  /** Work on a request of this run that went on: when its end is logged; `null` where none is. */
  readonly endedOursAt: EpochMs | null;
  /** Of an application's log: when its process said that it was told to end, the newest 20. Left out by older versions. */
  readonly endings?: readonly LoggedEnding[];
  /** Of an application's log: lines about tries that are made again, the most first, at most 8 kinds of them. Left out where it has none. */
  readonly retries?: readonly LoggedRetries[];
  /** Of an application's log: the ids of the processes that its lines name, the one of the newest line last; at most 8. Left out by older versions. */
  readonly writers?: readonly number[];
}
