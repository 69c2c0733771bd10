import type { Boundary, Clock } from "../base/index.ts";
import {
  type Evidence,
  type EvidenceKind,
  type EvidenceValue,
  type Purpose,
  type Recorder,
  startOf,
} from "../evidence/index.ts";

/** What a look at a cluster needs besides the cluster: how it is taken down, and what for. */
export interface KubeContext {
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Aborted when the user stops the run. */
  readonly signal: AbortSignal;
  readonly purpose: Exclude<Purpose, "reference">;
}

/** What is told of a record beside its value and times. */
interface Told {
  readonly boundary?: Boundary;
  readonly by?: Evidence["by"];
  readonly command: string;
}

/** Begins a look; what it gives takes down the record of it. */
export function beginLook({ recorder, clock, purpose }: KubeContext) {
  const { observedAt, ticks } = startOf(clock);
  return <K extends EvidenceKind>(kind: K, value: EvidenceValue[K], told: Told): Evidence<K> =>
    recorder.record(kind, value, {
      boundary: told.boundary ?? "service",
      by: told.by ?? "observed",
      purpose,
      observedAt,
      took: clock.ticks() - ticks,
      command: told.command,
    });
}
