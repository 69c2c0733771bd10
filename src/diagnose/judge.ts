import { type Boundary, boundaries } from "../base/index.ts";
import type { Evidence, EvidenceKind } from "../evidence/index.ts";
import { asConfigured } from "./answered-in-front.ts";
import { asInCluster, type Cause } from "./cause.ts";
import { compare, cover } from "./cover.ts";
import { isReasonFor } from "./gives-way.ts";
import { hopsAsked, recordsOfHop } from "./hops.ts";
import { explains, type Hypothesis, hypothesesOf } from "./hypothesis.ts";
import { isAbnormal, type Observation } from "./observation.ts";
import { readers, tellsOfCluster } from "./read/index.ts";
import { referenceOf } from "./reference.ts";
import type { ReferenceRequest } from "./request.ts";
import { type Suffering, sufferingOf } from "./status.ts";
import { isUnknown, unknownIn } from "./unknown.ts";
import { vocabulary } from "./vocabulary/index.ts";

/** What the engine makes of the evidence, before it is put into words. */
export interface Judgement {
  readonly request: ReferenceRequest;
  readonly observations: readonly Observation[];
  readonly suffering: Suffering;
  readonly hypotheses: readonly Hypothesis[];
  /** The first broken: `null` when nothing must be explained or nothing explains it. */
  readonly root: Hypothesis | null;
  /** The best set that explains all symptoms. */
  readonly chosen: readonly Hypothesis[];
  /** Survivors that explain what the root explains, the best first. */
  readonly rivals: readonly Hypothesis[];
  /** Survivors that would be there because of the root, or that are its general case. */
  readonly consequences: readonly Hypothesis[];
  /** Records are missing that an earlier fault, which would explain the root, would show in. */
  readonly isEarlierUnseen: boolean;
}

/**
 * Observations, hypotheses, elimination, cover, for one hop of the path. `null` where its records do not say what was asked for.
 *
 * @param hop Counted from 1; the first on which something was asked, unless given.
 */
export function judge(
  evidence: readonly Evidence[],
  causes: readonly Cause[],
  hop = hopsAsked(evidence)[0] ?? 1,
): Judgement | null {
  const { own: records, deeper } = recordsOfHop(asConfigured(putInOrder(evidence)), hop);
  const request = referenceOf(records, deeper);
  if (request === null) return null;
  const observations = readers.flatMap((read) => read(records, request));
  const suffering = sufferingOf(records, observations);
  const { symptoms } = suffering;
  const possible = tellsOfCluster(records)
    ? causes.map(asInCluster)
    : causes.filter(({ onlyIn }) => onlyIn !== "cluster");
  const all = [...possible, ...boundaries.map(unknownIn).filter((cause) => cause !== null)];
  const hypotheses = hypothesesOf(all, request, observations);
  const survivors = hypotheses.filter(({ contradictedBy }) => contradictedBy.length === 0);
  const abnormal = observations.filter(isAbnormal);
  const chosen = cover(survivors, symptoms, abnormal)[0] ?? [];
  const root = rootOf(chosen, survivors, symptoms);
  const explained = symptoms.filter((symptom) => root !== null && explains(root, symptom));
  const others = survivors
    .filter((other) => other !== root && !chosen.includes(other) && !isUnknown(other.cause))
    .filter((other) => explained.some((symptom) => explains(other, symptom)))
    .sort((a, b) => compare(rankAlone(a), rankAlone(b)));
  // A cause that this one is a special case or a reason of is no rival: both may be true. Nor is the same at another place.
  const isSame = ({ cause }: Hypothesis) =>
    root !== null && (root.cause.refines === cause.id || isReasonFor(root.cause, cause));
  const elsewhere = others.filter(
    ({ cause }, index) =>
      cause.id !== root?.cause.id && others.findIndex((other) => other.cause.id === cause.id) === index,
  );
  const rivals = elsewhere.filter((other) => !isSame(other));
  const consequences = elsewhere.filter(isSame);
  const isEarlierUnseen = root !== null && !isEarlierSeen(records, request, root.cause);
  return {
    request,
    observations,
    suffering,
    hypotheses,
    root,
    chosen,
    rivals,
    consequences,
    isEarlierUnseen,
  };
}

/** Where the faults of this host's own network would show. */
const ofOwnState: readonly EvidenceKind[] = ["local-routes"];
/** Where the faults of resolvers would show, for a name. */
const ofResolvers: readonly EvidenceKind[] = ["resolver-config", "dns-survey", "dns-exchange"];
/** Where it would show that the name became the wrong address. */
const ofName: readonly EvidenceKind[] = ["hosts-file", "name-lookup", "dns-drawn-names", "dns-trace"];

/** Whether all was looked at in which an earlier fault would show that explains this one as well. */
function isEarlierSeen(
  records: readonly Evidence[],
  { asked }: ReferenceRequest,
  { boundary }: Cause,
): boolean {
  const order = orderOf(boundary);
  const isNamed = !asked.hostIsAddress && asked.proxy === null;
  const wanted = [
    ...(order > orderOf("link") || boundary === "dns" ? ofOwnState : []),
    ...(isNamed && order >= orderOf("dns") ? ofResolvers : []),
    ...(isNamed && order > orderOf("dns") ? ofName : []),
  ];
  return wanted.every((kind) => records.some((record) => record.kind === kind));
}

/**
 * The first broken along the way: of the chosen that break or slow the request, and only if there is none, of those that
 * merely harm it. A delay that no cause is known of does not keep back why the request fails. A proven cause that says why the chosen one is there takes its place. docs/contract.md, "Which name".
 */
function rootOf(
  chosen: readonly Hypothesis[],
  survivors: readonly Hypothesis[],
  symptoms: readonly Observation[],
): Hypothesis | null {
  const breaking = symptoms.filter(({ name }) => vocabulary[name].abnormal?.effect !== "harms");
  const breakers = chosen.filter((one) => breaking.some((symptom) => explains(one, symptom)));
  const failing = breaking.filter(({ name }) => vocabulary[name].abnormal?.effect === "fails");
  const named = breakers.filter(
    (one) => !isUnknown(one.cause) || failing.some((symptom) => explains(one, symptom)),
  );
  const first = (named.length > 0 ? named : breakers.length > 0 ? breakers : chosen).toSorted(alongTheWay)[0];
  if (first === undefined) return null;
  const reason = reasonOf(first, survivors);
  const special = survivors.find(({ cause, proven }) => proven && cause.refines === first.cause.id);
  return reason ?? special ?? suggestedReasonOf(first, survivors) ?? first;
}

/**
 * Where nothing is proven, a row of the cluster that records speak for goes before a row of the way: what a Service without endpoints does looks
 * like a filter. docs/contract.md, "Which name", 3.
 */
function suggestedReasonOf(first: Hypothesis, survivors: readonly Hypothesis[]): Hypothesis | undefined {
  if (first.proven || first.cause.onlyIn === "cluster") return undefined;
  return survivors
    .filter(
      (one) =>
        one.cause.onlyIn === "cluster" &&
        one.doubts === 0 &&
        isReasonFor(one.cause, first.cause) &&
        one.cause.proves.some((proof) =>
          Object.entries(proof).every(([name, holds]) =>
            one.inScope.some((seen) => seen.name === name && seen.holds === holds),
          ),
        ),
    )
    .toSorted((a, b) => compare(rankAlone(a), rankAlone(b)))[0];
}

/** The proven reason why a cause is there, and why that one is, to the last: no Service without endpoints is why a Pod crashes. */
function reasonOf(first: Hypothesis, survivors: readonly Hypothesis[]): Hypothesis | null {
  const passed = new Set([first]);
  let last = first;
  for (;;) {
    const [reason] = survivors
      .filter((one) => one.proven && !passed.has(one) && isReasonFor(one.cause, last.cause))
      .toSorted(alongTheWay);
    if (reason === undefined) return last === first ? null : last;
    passed.add(reason);
    last = reason;
  }
}

/** Each record once, oldest first. */
export function putInOrder(evidence: readonly Evidence[]): readonly Evidence[] {
  const byId = new Map(evidence.map((record) => [record.id, record]));
  return [...byId.values()].sort((a, b) => a.observedAt - b.observedAt || (a.id < b.id ? -1 : 1));
}

/** The place of a boundary on the request's way. */
export const orderOf = (boundary: Boundary) => boundaries.indexOf(boundary);

/** Orders hypotheses as the request meets them. */
export const alongTheWay = (a: Hypothesis, b: Hypothesis) =>
  orderOf(a.cause.boundary) - orderOf(b.cause.boundary);

const rankAlone = ({ proven, unmet, doubts, cause }: Hypothesis): readonly number[] => [
  Number(!proven),
  // Whatever is wrong anywhere would be explained by a wrong address: that is a reason to look, behind those that fit the symptom.
  Number(cause.explainsAt !== undefined && !proven),
  unmet,
  doubts,
  Number(cause.refines === null),
  orderOf(cause.boundary),
];
