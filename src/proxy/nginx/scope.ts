import type { Where } from "../../evidence/index.ts";
import type { Directive } from "./directive.ts";

/** Blocks that enclose a place, outermost first: main, http, server, location, if. */
export type Scope = readonly (readonly Directive[])[];

/** A value with the place where it is set. */
export interface Placed<T> {
  readonly value: T;
  readonly where: Where;
}

/** A directive as it holds in a scope: the innermost level that has it. */
export function nearest(scope: Scope, name: string): Directive | null {
  for (const level of scope.toReversed()) {
    const found = level.find((directive) => directive.name === name);
    if (found !== undefined) return found;
  }
  return null;
}

/** All directives of some names at the innermost level that has one of them: levels replace one another, they do not add. */
export function nearestAll(scope: Scope, ...names: readonly string[]): readonly Directive[] {
  for (const level of scope.toReversed()) {
    const found = level.filter((directive) => names.includes(directive.name));
    if (found.length > 0) return found;
  }
  return [];
}

/** The first word of a directive as it holds, or the default. */
export function wordOf(scope: Scope, name: string, fallback: string): Placed<string> {
  const found = nearest(scope, name);
  return found?.words[0] === undefined
    ? { value: fallback, where: "default" }
    : { value: found.words[0], where: found.where };
}
