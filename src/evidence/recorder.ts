import type { Boundary, Clock, EpochMs, Ms } from "../base/index.ts";
import type { By, Evidence, EvidenceKind, EvidenceValue, Gap, Purpose } from "./evidence.ts";
import { kindVersions } from "./kinds.ts";

/** What a collector says of a record besides its kind and value. */
export interface Details {
  readonly boundary: Boundary;
  readonly by: By;
  readonly purpose: Purpose;
  /** Number of the attempt, for `reference` records only. */
  readonly attempt?: number;
  /** When the look began, wall clock. */
  readonly observedAt: EpochMs;
  readonly took: Ms;
  readonly command: string;
}

/** Takes down what one run sees, in order. Holds the only mutable list of evidence there is. */
export interface Recorder {
  record<K extends EvidenceKind>(kind: K, value: EvidenceValue[K], details: Details): Evidence<K>;
  /** Takes in a record that another process of this program took down for the same run. Its id must be of its hop's own. */
  adopt(record: Evidence): void;
  /** Takes down a gap; the same gap twice is one. */
  gap(gap: Gap): void;
  /** The same record of the run, for what is seen from another vantage. Its gaps say of which. */
  at(vantage: string): Recorder;
  /** The same record of the run, for what tells of another hop of the path than this recorder's. Counted from 1. */
  ofHop(hop: number): Recorder;
  readonly evidence: readonly Evidence[];
  readonly gaps: readonly Gap[];
}

/**
 * A recorder for one vantage.
 *
 * @param listener Told of each record as it comes, for progress.
 * @param ownHop The hop that a run of its own tells of; its ids can then stand beside those of the first hop: `h2e14`.
 */
export function createRecorder(
  vantage: string,
  listener: (record: Evidence) => void = () => {},
  ownHop = 1,
): Recorder {
  const evidence: Evidence[] = [];
  const gaps: Gap[] = [];
  const recorderOf = (from: string, hop: number): Recorder => ({
    evidence,
    gaps,
    at: (other) => recorderOf(other, hop),
    ofHop: (other) => recorderOf(from, other),
    record<K extends EvidenceKind>(kind: K, value: EvidenceValue[K], details: Details): Evidence<K> {
      const record = Object.freeze({
        id: `${ownHop === 1 ? "" : `h${ownHop}`}e${evidence.length + 1}`,
        kind,
        version: kindVersions[kind],
        vantage: from,
        ...(hop === 1 ? {} : { hop }),
        ...details,
        attempt: details.attempt ?? null,
        value: Object.freeze(value),
      }) as unknown as Evidence<K>; // The kind decides the type of the value.
      evidence.push(record as Evidence);
      listener(record as Evidence);
      return record;
    },
    adopt(record) {
      evidence.push(Object.freeze(record));
      listener(record);
    },
    gap(gap) {
      const isNamed = from === vantage || gap.needs.endsWith(` at ${from}`);
      const needs = isNamed ? gap.needs : `${gap.needs} (at ${from})`;
      const known = gaps.some((other) => other.boundary === gap.boundary && other.needs === needs);
      if (!known) gaps.push(Object.freeze({ ...gap, needs }));
    },
  });
  return recorderOf(vantage, ownHop);
}

/** Now, by both clocks: where every look begins. */
export const startOf = (clock: Clock): { readonly observedAt: EpochMs; readonly ticks: Ms } => ({
  observedAt: clock.now(),
  ticks: clock.ticks(),
});
