import type { Boundary, Ms } from "../base/index.ts";
import type { Evidence, EvidenceKind } from "../evidence/index.ts";

/** One thing that a run observed and that means the same in another run. */
export interface Fact {
  readonly boundary: Boundary;
  /** What is told apart, as a noun: `addresses of shop.example`. The same words in both runs. */
  readonly what: string;
  /** A text is the same or not; a time differs only beyond the thresholds of `differsInTime()`. */
  readonly value: string | Ms;
  /** Id of the record that says so. */
  readonly evidence: string;
  /** It names things of one host: its devices, gateways and own addresses. Of two places it says nothing. */
  readonly isOfPlace: boolean;
}

/** How the facts of one kind of record are told. */
export type FactsOf<K extends EvidenceKind> = (record: Evidence<K>, nth: string) => readonly Fact[];

/** A text as a fact; what is not known is none. */
export function fact(
  record: Evidence,
  what: string,
  value: string | number | boolean | readonly string[] | null,
  more: { readonly boundary?: Boundary; readonly isOfPlace?: boolean } = {},
): readonly Fact[] {
  if (value === null) return [];
  const text = Array.isArray(value) ? (value.length === 0 ? "none" : value.join(", ")) : wordOf(value);
  const { boundary = record.boundary, isOfPlace = false } = more;
  return [{ boundary, what, value: text, evidence: record.id, isOfPlace }];
}

const wordOf = (value: unknown): string => (value === true ? "yes" : value === false ? "no" : String(value));

/** A time as a fact; a step that did not end has none. */
export const timeFact = (record: Evidence, what: string, value: Ms | null): readonly Fact[] =>
  value === null ? [] : [{ boundary: record.boundary, what, value, evidence: record.id, isOfPlace: false }];

/**
 * The least difference that is told: Linux sends nothing again before 200 ms (TCP_RTO_MIN), so that less is the way and the
 * load of the moment, and more may be a packet lost.
 */
export const LEAST_DIFFERENCE: Ms = 200;

/** And it must be this many times the other: 2.0 s and 2.3 s are the same to whoever waits. */
export const LEAST_FACTOR = 2;

/** Whether two times of the same step are worth telling. */
export function differsInTime(a: Ms, b: Ms): boolean {
  const [less, more] = a < b ? [a, b] : [b, a];
  return more - less >= LEAST_DIFFERENCE && more >= less * LEAST_FACTOR;
}
