import type { Clock, Ms } from "../base/index.ts";
import type { Purpose, Recorder } from "../evidence/index.ts";

/** What every probe is given. Nothing else may be reached for: no globals, no process.env. */
export interface ProbeContext {
  readonly clock: Clock;
  /** Aborted when the user stops the run, or the run's own bound is reached. A probe then throws the signal's reason and records nothing. */
  readonly signal: AbortSignal;
  /** How long one attempt at this step may take. */
  readonly timeout: Ms;
  readonly recorder: Recorder;
  /** Why the probe is made; `reference` only for the request as the caller makes it. */
  readonly purpose: Purpose;
  /** Number of the attempt that the step belongs to; left out for any other purpose than `reference`. */
  readonly attempt?: number;
}
