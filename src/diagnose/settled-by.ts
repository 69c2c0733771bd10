import { bestSplit } from "./experiment.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { type ObservationName, observationNames, vocabulary } from "./vocabulary/index.ts";

/** What nobody has stated yet, and would state that it is this cause; `null` where nothing is left to ask. */
function undecidedOf({ cause, inScope }: Hypothesis): ObservationName | null {
  const isStated = (name: ObservationName) =>
    inScope.some((seen) => seen.name === name && seen.strength === "states");
  const proof = cause.proves.flatMap((names) => observationNames.filter((name) => names[name] === true));
  return [...cause.must, ...proof].find((name) => !isStated(name)) ?? null;
}

/** What a person would look at to tell a rival from the verdict: a template, in the words of either. */
export function settledBy(root: Hypothesis, rival: Hypothesis | undefined): string {
  if (rival === undefined) return "a look from another place";
  const named =
    rival.cause.toldApartBy[root.cause.id] ??
    root.cause.toldApartBy[rival.cause.id] ??
    rival.cause.toldApartFromAllBy;
  if (named !== undefined) return named;
  const undecided = undecidedOf(rival);
  if (undecided !== null) return vocabulary[undecided].look;
  const split = bestSplit(root, rival);
  return split === null ? "a look from the host that answers" : vocabulary[split].look;
}
