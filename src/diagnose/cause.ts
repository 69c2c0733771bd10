import type { Boundary, NonEmpty } from "../base/index.ts";
import type { ObservationName } from "./vocabulary/index.ts";

/**
 * What a cause says about the world, as a table. It holds no number and no code; those are the readers'.
 *
 * Texts are templates: `{host}`, `{port}`, `{address}` and whatever the observations' slots give.
 */
export interface Cause {
  /** The fault itself, as in the catalogue and as the file is named. Never renamed. */
  readonly id: string;
  readonly boundary: Boundary;
  /**
   * Where it sits: the host that asks, a resolver, the host that answers, either of these two (`end`), or anywhere on the way
   * (`path`): then it is weighed at each vantage that the flow passes, the two ends among them, and at a place that none sees. A
   * `hop` is the host that asks or a vantage on the way, and never a place that none sees: there it has another name. A `host` is
   * any vantage, on the way or not: another client of the same service.
   */
  readonly at: "client" | "host" | "resolver" | "path" | "hop" | "server" | "end";
  /** Left out where it can be anywhere; else it is weighed where records tell of a cluster alone: elsewhere there is no such thing. */
  readonly onlyIn?: "cluster";
  /** What is otherwise where records tell of a cluster: there the same fault comes about in another way. */
  readonly inCluster?: Partial<Pick<Cause, "onlyIn" | "must" | "may" | "proves" | "explains">>;
  /** Always true while this is the cause: the opposite, once stated, eliminates it. */
  readonly must: readonly ObservationName[];
  /** Looked at and found to be no argument: it can be true and can be false. */
  readonly may: readonly ObservationName[];
  /** Never true while this is the cause: it eliminates it, once stated. */
  readonly never: readonly ObservationName[];
  /** Alternatives; each is enough on its own when all of its answers are stated. Empty: it can only be likely. */
  readonly proves: readonly Readonly<Partial<Record<ObservationName, boolean>>>[];
  /** The abnormal observations that it accounts for. */
  readonly explains: NonEmpty<ObservationName>;
  /** Boundaries at which it accounts for whatever is out of order: it sent the request to the wrong place, or a dead one. */
  readonly explainsAt?: readonly Boundary[];
  /** The more general cause that this one is a special case of. */
  readonly refines: string | null;
  /** Causes that say why this one is there: once proven, they go before it. Column "explained by" of the catalogue. */
  readonly explainedBy: readonly string[];
  /** For a cause that no `must` against a `never` tells from this one: what does. */
  readonly toldApartBy: Readonly<Record<string, string>>;
  /** The one look that tells it from whatever else it may be. */
  readonly toldApartFromAllBy?: string;
  /** One sentence for the pager. */
  readonly summary: string;
  /** What to run or change now, the most useful first. */
  readonly fix: NonEmpty<string>;
  /** What keeps it from coming back. */
  readonly prevention: NonEmpty<string>;
  /** Where the world's knowledge of it is written down: RFC section, kernel document, man page. */
  readonly source: string;
}

/** A cause as it is weighed where records tell of a cluster. */
export const asInCluster = (cause: Cause): Cause => ({ ...cause, ...cause.inCluster });

/** What the cause says this observation will be: yes, no, or `null` for no prediction. */
export function predict(cause: Cause, name: ObservationName): boolean | null {
  if (cause.must.includes(name)) return true;
  return cause.never.includes(name) ? false : null;
}
