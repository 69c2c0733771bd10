import type { Ms } from "../base/index.ts";

/**
 * The step of an attempt that did not end as it should; `login`: a database's login, or its query. `service`: a Service of a cluster that
 * has no address to ask.
 */
export type AttemptStep =
  | "service"
  | "lookup"
  | "connect"
  | "proxy"
  | "tls"
  | "login"
  | "exchange"
  | "deadline";

/** One try of the whole request, exactly as an ordinary client of this host makes it. docs/contract.md, "Status". */
export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  /** Whether a proper answer came: whole, and no status that speaks of a fault in front of the application. */
  readonly answeredProperly: boolean;
  /** The first step that failed; `null` when none did. */
  readonly failedAt: AttemptStep | null;
  /** The address that the connection went to; `null` when there was none to try. */
  readonly address: string | null;
  readonly port: number | null;
  readonly took: Ms;
  /** What each phase took; `null` for a phase that was not reached or does not apply. */
  readonly phases: {
    readonly lookup: Ms | null;
    readonly connect: Ms | null;
    readonly tls: Ms | null;
    readonly firstByte: Ms | null;
    readonly transfer: Ms | null;
  };
  /** Status of the last answer; `null` where there was none. */
  readonly status: number | null;
  /** Ids of the records of its steps, in order. */
  readonly steps: readonly string[];
}
