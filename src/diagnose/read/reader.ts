import type { Evidence, EvidenceKind } from "../../evidence/index.ts";
import type { Observation } from "../observation.ts";
import type { ReferenceRequest } from "../request.ts";
import { type ObservationName, vocabulary } from "../vocabulary/index.ts";

/**
 * Turns records into what they state about a request. Pure: no clock, no I/O, no state.
 *
 * Every number and threshold of the diagnosis lives in a reader. A reader says what its records state and no
 * more: fewer records may give fewer observations, never a new one that proves a cause. So a proposition about
 * "all" or "none" of something compares with the record that lists them, and is silent where one is missing.
 */
export type Reader = (evidence: readonly Evidence[], request: ReferenceRequest) => readonly Observation[];

/** The records of one kind, in the order given. */
export function ofKind<K extends EvidenceKind>(evidence: readonly Evidence[], kind: K): Evidence<K>[] {
  return evidence.filter((record) => record.kind === kind) as Evidence<K>[]; // The kind decides the type.
}

/** The answer to a proposition, if there is any record to cite for it. */
export function observe(
  name: ObservationName,
  holds: boolean,
  from: {
    readonly records: readonly { readonly id: string }[];
    readonly at?: string;
    readonly strength?: "states" | "suggests";
    readonly slots?: Readonly<Record<string, string>>;
  },
): readonly Observation[] {
  const [first, ...rest] = new Set(from.records.map(({ id }) => id));
  if (first === undefined) return [];
  const strength = from.strength ?? vocabulary[name].strength;
  return [{ name, holds, at: from.at ?? null, strength, slots: from.slots ?? {}, cites: [first, ...rest] }];
}
