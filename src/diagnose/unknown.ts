import type { Boundary } from "../base/index.ts";
import type { Cause } from "./cause.ts";
import type { ObservationName } from "./vocabulary/index.ts";
import { observationNames, vocabulary } from "./vocabulary/index.ts";

/** The prefix of the ids of the causes that stand for "something that this catalogue does not name". */
const PREFIX = "unknown-in-";

/**
 * For a boundary, the cause that explains anything there and predicts nothing. It ranks behind every cause that fits,
 * and becomes a verdict whose cause is `null`: the boundary is proven, its reason is not in the catalogue. What says itself why it is so
 * proves it.
 */
export function unknownIn(boundary: Boundary): Cause | null {
  const [first, ...rest] = observationNames.filter(
    (name) => vocabulary[name].abnormal?.boundary === boundary,
  );
  if (first === undefined) return null;
  const explains: readonly [ObservationName, ...ObservationName[]] = [first, ...rest];
  const proves = explains.filter(isItsOwnReason).map((name) => ({ [name]: true }));
  return {
    id: `${PREFIX}${boundary}`,
    boundary,
    at: "path",
    must: [],
    may: [],
    never: [],
    proves,
    explains,
    refines: null,
    explainedBy: [],
    toldApartBy: {},
    summary: "the request to {target} breaks here, and no known cause fits what was seen",
    fix: ["Look at the cited evidence by hand; the commands are beside it"],
    prevention: ["Keep the evidence bundle: a later version may know the cause"],
    source: "none",
  };
}

/** Whether a cause stands for what the catalogue does not name. */
export const isUnknown = ({ id }: Cause): boolean => id.startsWith(PREFIX);

/** Whether an observation says itself why it is so, and what is to be done. */
function isItsOwnReason(name: ObservationName): boolean {
  const { remedy } = vocabulary[name];
  return remedy !== undefined && remedy.isSeen !== true;
}
