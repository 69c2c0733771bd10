import type { KubeFinding } from "../../evidence/index.ts";

/** Objects that one finding names. */
export const MOST_NAMED = 50;

/** What is the same about several objects. */
export interface Grouped {
  readonly id: string;
  readonly level: KubeFinding["level"];
  readonly kind: string;
  readonly what: string;
  readonly advice: string | null;
  /** For one of them: `ns/name`. */
  command(name: string): string;
}

/** One finding for all objects of which the same is to be said; none where there are none. */
export function group(names: readonly string[], of: Grouped): readonly KubeFinding[] {
  const [first] = names;
  if (first === undefined) return [];
  const { id, level, what, advice, kind } = of;
  const subject = names.length === 1 ? `${kind} ${first}` : `${names.length} ${pluralOf(kind)}`;
  const objects = names.length === 1 ? [] : names.slice(0, MOST_NAMED);
  return [{ id, level, subject, what, objects, command: of.command(first), advice }];
}

const pluralOf = (kind: string): string =>
  kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : kind.endsWith("s") ? `${kind}es` : `${kind}s`;

/** Groups objects by what is to be said of them, in the order in which that was first met. */
export function groupBy<T>(
  items: readonly T[],
  key: (item: T) => string,
): readonly (readonly [string, readonly T[]])[] {
  return [...Map.groupBy(items, key)];
}

/** `kubectl -n NS get KIND NAME` of an object by `ns/name`. */
export const getOf =
  (resource: string, more = "") =>
  (name: string): string => {
    const [namespace = "", own = ""] = name.split("/");
    return `kubectl -n ${namespace} get ${resource} ${own}${more}`;
  };
