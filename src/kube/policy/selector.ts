import { type Answer, every, not } from "./answer.ts";
import { isGiven, isObject, rawList, rawObject, rawText } from "./raw.ts";

/** The labels of an object. */
export interface Labels {
  readonly byKey: ReadonlyMap<string, string>;
  /** What is not among them is not there; else why they are not known. */
  readonly missing: { readonly why: string } | null;
}

/** The labels that an object of the API bears. */
export function labelsOf(object: unknown): Labels {
  const labels = rawObject(rawObject(rawObject(object)["metadata"])["labels"]);
  const texts = Object.entries(labels).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[key, value]] : [],
  );
  return { byKey: new Map(texts), missing: null };
}

const UNREADABLE: Answer = { why: "a selector of no known form" };

/**
 * Whether a label selector matches. An empty one matches everything. Kubernetes API, LabelSelector v1 meta: its requirements are
 * joined by AND; `NotIn` and `DoesNotExist` hold where there is no such label.
 */
export const matchesSelector = (selector: unknown, { byKey, missing }: Labels): Answer =>
  matchesBy(selector, (key) => byKey.get(key) ?? missing);

/** The value of a label by its key; `null` where there is none, a reason where that is not known. */
export type LabelOf = (key: string) => string | null | { readonly why: string };

/** The same for labels that are looked up one by one. */
export function matchesBy(selector: unknown, labels: LabelOf): Answer {
  if (!isObject(selector)) return UNREADABLE;
  const { matchLabels, matchExpressions, ...rest } = selector;
  if (Object.keys(rest).length > 0 || (isGiven(matchLabels) && !isObject(matchLabels))) return UNREADABLE;
  if (isGiven(matchExpressions) && !Array.isArray(matchExpressions)) return UNREADABLE;
  return every([
    ...Object.entries(rawObject(matchLabels)).map(([key, value]) =>
      typeof value === "string" ? valueIn(labels, key, [value]) : UNREADABLE,
    ),
    ...rawList(matchExpressions).map((expression) => meets(expression, labels)),
  ]);
}

function meets(expression: unknown, labels: LabelOf): Answer {
  const { key, operator, values } = rawObject(expression);
  const name = rawText(key);
  if (name === null) return UNREADABLE;
  const texts = rawList(values).filter((value) => typeof value === "string");
  switch (operator) {
    case "In":
      return valueIn(labels, name, texts);
    case "NotIn":
      return not(valueIn(labels, name, texts));
    case "Exists":
      return isThere(labels, name);
    case "DoesNotExist":
      return not(isThere(labels, name));
    default:
      return UNREADABLE;
  }
}

function valueIn(label: LabelOf, key: string, values: readonly string[]): Answer {
  const value = label(key);
  if (value === null) return false;
  return typeof value === "string" ? values.includes(value) : value;
}

function isThere(label: LabelOf, key: string): Answer {
  const value = label(key);
  return value === null || typeof value === "string" ? value !== null : value;
}
