import type { Boundary } from "../../base/index.ts";

/** One cause that a verdict can name: the promise outwards, whether or not this version can prove it. */
export interface CatalogueRow {
  /** Never renamed once released. */
  readonly id: string;
  readonly boundary: Boundary;
  /** What is true when this is the verdict, in one or two sentences. */
  readonly meaning: string;
  /** Causes that say why this one is there; once proven, they go before it. */
  readonly explainedBy: readonly string[];
  /** The same where it is not a list of ids: a class of causes, in words. */
  readonly explainedByAny: string | null;
}
