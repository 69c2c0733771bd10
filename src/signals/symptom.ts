import type { Symptom } from "../evidence/index.ts";
import { readSignals } from "./read-signals.ts";
import { withoutSecrets } from "./secrets.ts";

/** Longest symptom kept, in UTF-16 units: a stack trace or a few log lines. */
const LONGEST_SYMPTOM = 8_192;

/** What the user says was seen, as a value for the record: without secrets, and with the signals that are known. */
export function symptomRecord(told: string): Symptom {
  // Masked before it is cut: a cut through a secret would hide it from the patterns.
  const text = withoutSecrets(told).slice(0, LONGEST_SYMPTOM);
  const hits = readSignals(text).filter(({ signal }) => signal.strength !== "unknown");
  return { text, signals: hits.map(({ signal }) => signal.id) };
}

/** Causes that the signals of a text make likely, the likeliest first, each once. */
export function likelyCauses(text: string): readonly string[] {
  return [...new Set(readSignals(text).flatMap(({ signal }) => signal.causes))];
}
