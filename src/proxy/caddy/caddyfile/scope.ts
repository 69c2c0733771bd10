import type { Entry } from "./entry.ts";
import type { Making, Route } from "./made.ts";
import type { Matchers } from "./matcher.ts";

/** Where directives stand: what they may name, and what takes note. */
export interface Scope {
  readonly matchers: Matchers;
  readonly making: Making;
  /** Directives in the order in which they are tried. */
  readonly order: readonly string[];
  /** The routes that the lines of a block make: in the order of the directives, or in their own. */
  routes(lines: readonly Entry[], scope: Scope, isSorted: boolean): readonly Route[];
}

/** What one directive makes. */
export interface Directed {
  readonly directive: string;
  readonly routes: readonly Route[];
}
