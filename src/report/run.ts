import type { EpochMs, Ms } from "../base/index.ts";
import type { Diagnosis } from "../diagnose/index.ts";
import type { Evidence, Gap } from "../evidence/index.ts";

/** A follow-up that was made to tell causes apart. */
export interface ExperimentRun {
  readonly id: string;
  readonly why: string;
}

/** One finished run: what was asked, what was seen, what could not be seen, and what it comes to. */
export interface Run {
  /** As asked for, without credentials. */
  readonly target: string;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  /** By the monotonic clock. */
  readonly took: Ms;
  /** Where the request starts. */
  readonly vantage: {
    readonly name: string;
    readonly host: string;
    /** Name or identity of its network namespace: `edge`, `net:[4026531840]`. */
    readonly netns: string;
  };
  readonly evidence: readonly Evidence[];
  readonly gaps: readonly Gap[];
  readonly diagnosis: Diagnosis;
  /** What was tried besides the request itself, in order. */
  readonly experiments: readonly ExperimentRun[];
  /** What ended the run before its end, a bug; left out for a run that is whole. Then nothing in it says that all is well. */
  readonly endedEarlyBy?: string;
  /** Version of the package whose engine made the diagnosis. */
  readonly engineVersion: string;
  /** Version of the table that its confidence is read from. */
  readonly calibrationVersion: string;
}
