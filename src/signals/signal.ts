import type { Boundary } from "../base/index.ts";

/**
 * How far a signal carries.
 *
 * - `names-actor`: whoever wrote it says who broke the request.
 * - `symptom`: seen, and several boundaries are still possible.
 * - `timer`: a timer fired; its owner is known, the slow one is behind it.
 * - `normal`: no fault by itself.
 * - `unknown`: the form is known and the token is not. Never taken for health.
 */
export type Strength = "names-actor" | "symptom" | "timer" | "normal" | "unknown";

/** What a kind of statement is worth, whatever the product that makes it. A prior, never a verdict. */
export interface Reading {
  readonly proves: string;
  readonly doesNotProve: string;
  /** Where to look, the likeliest first. Empty: nowhere because of this alone. */
  readonly boundaries: readonly Boundary[];
  /** Ids of the catalogue that it makes likely, the likeliest first. */
  readonly causes: readonly string[];
  readonly strength: Strength;
  /** Commands to run next. Words in capitals are to be filled in. */
  readonly next: readonly string[];
}

/** One text, code, flag or log line that a product writes, and how to read it. */
export interface Signal extends Reading {
  /** Stable: `connection-refused`, `haproxy-state-sh`, `http-504`. */
  readonly id: string;
  /** Whose words these are. */
  readonly product: string;
  /** What it says, in one sentence. */
  readonly means: string;
}

/** A signal found in a text. */
export interface SignalHit {
  readonly signal: Signal;
  /** The words that gave it, at most 200 characters. */
  readonly matched: string;
  /** Where they begin in the text, in UTF-16 units. */
  readonly at: number;
}
