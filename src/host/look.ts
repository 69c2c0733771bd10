import type { Boundary, Clock } from "../base/index.ts";
import {
  type Evidence,
  type EvidenceKind,
  type EvidenceValue,
  type Recorder,
  startOf,
} from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";
import { gapOf } from "./gaps.ts";

/** What the look at a host's own state needs. */
export interface HostContext {
  readonly clock: Clock;
  /** Aborted when the user stops the run: nothing more is read then. */
  readonly signal: AbortSignal;
  readonly recorder: Recorder;
}

/** What to look at, where, and how it is taken down. */
export interface Look {
  readonly vantage: Vantage;
  readonly context: HostContext;
  readonly purpose: "freeze" | "thaw" | "context";
  /** Where the request goes, once known: its sockets are then listed whatever their number. */
  readonly target: { readonly address: string; readonly port: number } | null;
}

/** Reads a file, or takes down the gap that it leaves. */
export async function readOrGap(
  { vantage, context }: Look,
  file: { readonly path: string; readonly needs: string; readonly boundary: Boundary },
): Promise<string | null> {
  const read = await vantage.read(file.path);
  if (read.outcome === "read") return read.text;
  context.recorder.gap(gapOf(file, read.outcome));
  return null;
}

/** Makes a record of what `collect` finds; none when it finds nothing to hold. */
export async function recordLook<K extends EvidenceKind>(
  look: Look,
  kind: K,
  how: {
    readonly boundary: Boundary;
    readonly by: "observed" | "counted" | "logged";
    readonly command: string;
    readonly collect: () => Promise<EvidenceValue[K] | null>;
  },
): Promise<Evidence<K> | null> {
  const { clock, signal, recorder } = look.context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const value = await how.collect();
  if (value === null) return null;
  const { boundary, by, command } = how;
  const took = clock.ticks() - ticks;
  return recorder.record(kind, value, { boundary, by, purpose: look.purpose, observedAt, took, command });
}
