import { boundaries } from "../base/index.ts";
import { explains, type Hypothesis } from "./hypothesis.ts";
import type { Observation } from "./observation.ts";
import { isUnknown } from "./unknown.ts";

/** The largest set that is tried. More faults than this at once are less likely than one that we do not know. */
const LARGEST_SET = 3;

/** How many candidates are combined: with more, only the best ranked take part, so that the work stays bounded. */
const MOST_CANDIDATES = 40;

/**
 * The sets of survivors that explain every symptom of the request, the best first.
 *
 * @param survivors What was not eliminated, the unknown of each boundary among them.
 * @param symptoms What must be explained.
 * @param abnormal All that is out of order anywhere: explaining more of it counts for a set.
 */
export function cover(
  survivors: readonly Hypothesis[],
  symptoms: readonly Observation[],
  abnormal: readonly Observation[],
): readonly (readonly Hypothesis[])[] {
  if (symptoms.length === 0) return [];
  const candidates = survivors
    .filter((survivor) => symptoms.some((symptom) => explains(survivor, symptom)))
    .sort((a, b) => compare(rankOf([a], symptoms, abnormal), rankOf([b], symptoms, abnormal)))
    .slice(0, MOST_CANDIDATES);
  const sets = combinationsOf(candidates, LARGEST_SET).filter((set) => isCover(set, symptoms));
  return sets.sort((a, b) => compare(rankOf(a, symptoms, abnormal), rankOf(b, symptoms, abnormal)));
}

/**
 * Whether a set explains all symptoms and has no member that it could do without. That the unknown would explain a symptom as well makes
 * no proven cause of it one too many.
 */
function isCover(set: readonly Hypothesis[], symptoms: readonly Observation[]): boolean {
  const coveredBy = (members: readonly Hypothesis[]) =>
    symptoms.every((symptom) => members.some((member) => explains(member, symptom)));
  if (!coveredBy(set)) return false;
  return set.every((member) => {
    const others = set.filter((other) => other !== member);
    const isReason = member.proven && !isUnknown(member.cause);
    return !coveredBy(others) || (isReason && leftToUnknown(others, symptoms) > leftToUnknown(set, symptoms));
  });
}

/** How many symptoms nothing explains but what the catalogue does not name. */
function leftToUnknown(set: readonly Hypothesis[], symptoms: readonly Observation[]): number {
  const named = set.filter(({ cause }) => !isUnknown(cause));
  return symptoms.filter((symptom) => !named.some((member) => explains(member, symptom))).length;
}

function combinationsOf<T>(items: readonly T[], largest: number): (readonly T[])[] {
  let last: readonly { readonly set: readonly T[]; readonly next: number }[] = [{ set: [], next: 0 }];
  const all: (readonly T[])[] = [];
  for (let size = 1; size <= largest; size += 1) {
    last = last.flatMap(({ set, next }) =>
      items.slice(next).map((item, index) => ({ set: [...set, item], next: next + index + 1 })),
    );
    all.push(...last.map(({ set }) => set));
  }
  return all;
}

/** The order of sets, the most telling number first; each the smaller the better. */
function rankOf(
  set: readonly Hypothesis[],
  symptoms: readonly Observation[],
  abnormal: readonly Observation[],
): readonly number[] {
  const total = (numberOf: (hypothesis: Hypothesis) => number) =>
    set.reduce((sum, hypothesis) => sum + numberOf(hypothesis), 0);
  return [
    total((hypothesis) => Number(isUnsupported(hypothesis, abnormal))),
    total(({ cause }) => Number(isUnknown(cause))),
    total(({ proven }) => Number(!proven)),
    leftToUnknown(set, symptoms),
    set.length,
    abnormal.filter((observation) => !set.some((hypothesis) => explains(hypothesis, observation))).length,
    total(({ unmet }) => unmet),
    total(({ doubts }) => doubts),
    total(({ cause }) => Number(cause.refines === null)),
    new Set(set.map(({ at }) => at)).size,
    Math.min(...set.map(hostsBefore)),
    Math.min(...set.map(({ cause }) => boundaries.indexOf(cause.boundary))),
  ];
}

/** More than a way has hosts. */
const BEHIND_ALL = 1_000;

/** How many hosts the request passes before what is proven at one of them; what befalls the answers comes behind all. */
function hostsBefore({ proven, position, cause }: Hypothesis): number {
  if (!proven) return 0;
  // What is proven at a host goes before what is only known to be somewhere on the way.
  if (position === null) return cause.at === "path" ? BEHIND_ALL : 0;
  return cause.boundary === "response" ? BEHIND_ALL : position;
}

/**
 * Whether nothing speaks for a cause but the symptom that it would explain: it predicts what nobody has seen. It stays an
 * alternative, behind "something that we do not know". So does one that would explain whatever is wrong at a whole
 * boundary, where nothing of its own was seen: that a name was looked up, say, speaks for no fault.
 */
function isUnsupported({ cause, proven, unmet }: Hypothesis, abnormal: readonly Observation[]): boolean {
  if (proven) return false;
  if (cause.must.length > 0 && unmet === cause.must.length) return true;
  return (
    cause.explainsAt !== undefined && unmet > 0 && !abnormal.some(({ name }) => cause.explains.includes(name))
  );
}

/** Orders two ranks: negative when the first is better. */
export function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
