import type { Clock, Ms } from "../base/index.ts";
import type { Recorder } from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";

/** What a look at a proxy needs: where its files are, and how the look is taken down. */
export interface ProxyContext {
  readonly vantage: Vantage;
  /** Of the hop and the vantage. */
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Aborted when the user stops the run. */
  readonly signal: AbortSignal;
}

/** How long a program may take to say its version or its configuration. It may resolve names while it does. */
export const PROGRAM_PATIENCE: Ms = 5_000;

/** Whether a program run at a vantage has that vantage's files: one that is started for a process has this host's. */
export const runsThere = ({ kind }: Vantage): boolean => kind !== "pid";

/** What was not understood, at most this many times in a record. */
export const MOST_PROBLEMS = 20;
