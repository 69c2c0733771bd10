import type { EpochMs, Ms } from "../base/index.ts";
import type { ProxyKind } from "./proxy-configuration.ts";

/** One try of a proxy at one upstream, as its access log tells it. */
export interface LoggedTry {
  /** `address:port`, or a socket's path; `null` where the log does not name it. */
  readonly upstream: string | null;
  readonly status: number | null;
  readonly connect: Ms | null;
  readonly firstByte: Ms | null;
  readonly took: Ms | null;
}

/** Why a request failed, by what the product states: a termination state, a response flag, a line of the error log. */
export type LoggedReason =
  | "upstream-refused"
  | "upstream-unreachable"
  | "upstream-timed-out"
  | "upstream-closed"
  | "upstream-reset"
  | "upstream-tls-failed"
  | "upstream-none-healthy"
  | "upstream-answer-invalid"
  | "queue-timed-out"
  | "limit-met"
  | "head-too-large"
  | "body-too-large"
  | "route-missing"
  | "source-refused"
  | "client-left"
  | "client-timed-out"
  | "proxy-protocol-broken"
  | "name-not-resolved"
  | "out-of-resources";

/** One request as a log tells it. */
export interface LoggedExchange {
  readonly at: EpochMs;
  /** The address that the proxy saw; `null` where it is not logged. */
  readonly client: string | null;
  readonly method: string | null;
  readonly host: string | null;
  /** Without query. */
  readonly path: string | null;
  /** `null` where no answer was sent. */
  readonly status: number | null;
  readonly took: Ms | null;
  readonly tries: readonly LoggedTry[];
  /** The product's own code: a termination state (`sH--`), response flags (`UF,URX`); `null` where it has none. */
  readonly code: string | null;
  readonly reason: LoggedReason | null;
  /** Id that the request bore; `null` where none is logged. */
  readonly requestId: string | null;
  /** The server that answered, by the proxy's name for it; `null` where it is not logged. */
  readonly server: string | null;
  /** It is a request of this run: by its time, path and client, or by its id. */
  readonly isOurs: boolean;
  /** The line bears this program's own name: a request of this run, or of one before. Left out where it does not. */
  readonly isByFaultline?: true;
}

/** Requests that one upstream, status or minute stands for. */
export interface LoggedGroup {
  readonly name: string;
  readonly requests: number;
  readonly failures: number;
  /** Median and 99th percentile of what they took; `null` where it is not logged. */
  readonly p50: Ms | null;
  readonly p99: Ms | null;
}

/** This run's own requests that one upstream stands for. */
export interface LoggedOwnGroup extends LoggedGroup {
  /** When the first and the last of them were that did not fail; `null` where all failed. */
  readonly answeredFrom: EpochMs | null;
  readonly answeredUntil: EpochMs | null;
}

/** An access log of a proxy or an application: what it says of this route in a window of time. */
export interface LoggedExchanges {
  readonly software: ProxyKind | "application";
  readonly file: string;
  /** `combined`, `json`, or the format's own name. */
  readonly format: string;
  /** The window that was read, and what of it the file covers. */
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly coversFrom: EpochMs | null;
  /** Lines of the window that were read, of these for the request's route, and lines that no format fits. */
  readonly lines: number;
  readonly requests: number;
  readonly failures: number;
  readonly unread: number;
  /** Requests for the same route; only those of this run and the failed ones, the newest 50. */
  readonly kept: readonly LoggedExchange[];
  readonly byUpstream: readonly LoggedGroup[];
  /** This run's own requests alone, by the upstream that was tried last. Left out by older versions. */
  readonly ownByUpstream?: readonly LoggedOwnGroup[];
  readonly byStatus: readonly LoggedGroup[];
  readonly byMinute: readonly LoggedGroup[];
}
