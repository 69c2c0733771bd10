import type { Ms } from "../../base/index.ts";
import type { PathEntry } from "../../config/index.ts";
import type { Vantage, VantageAsked } from "../../vantage/index.ts";
import type { AttemptMade } from "../attempt.ts";
import type { Walk } from "../walk.ts";
import type { HopAsking } from "./ask-hop.ts";
import type { PlacedEntry } from "./hop-requests.ts";

/** The path behind the client, and what it takes to look at it. */
export interface PathAsked {
  readonly entries: readonly PathEntry[];
  readonly vantages: ReadonlyMap<string, VantageAsked>;
  readonly config: string | null;
  readonly home: number;
  /** The argument vector that starts this program. */
  readonly program: readonly string[];
}

/** What the walk behind the edge goes by. */
export interface Behind {
  readonly walk: Walk;
  readonly first: AttemptMade;
  readonly path: PathAsked;
  readonly asking: HopAsking;
  readonly vantages: ReadonlyMap<string, Vantage>;
  readonly placed: readonly PlacedEntry[];
  /** Each `traceparent` that a hop's own request bears. Grows with the walk. */
  readonly traces: string[];
}

/** How long a hop may be silent at least. */
const PATIENCE: Ms = 10_000;

/** The same work is waited for several times as long as the request was, so that it shows whether it ends at all. */
const SEVERAL = 3.5;

/** The longest wait for one hop's answer. */
const MOST_PATIENCE: Ms = 60_000;

/** How long an answer of a hop is waited for. */
export function waitOf({ record }: AttemptMade): Ms {
  const { answeredProperly, status, took } = record.value;
  // Where nobody gave up before us there is no timer to outlast.
  const isGivenUp = !answeredProperly && status !== null;
  return isGivenUp ? Math.min(Math.max(took * SEVERAL, PATIENCE), MOST_PATIENCE) : PATIENCE;
}
