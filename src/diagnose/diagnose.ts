import { type Evidence, kindVersions } from "../evidence/index.ts";
import { alsoFoundOf } from "./also-found.ts";
import { alternativesOf } from "./alternatives.ts";
import { asConfigured } from "./answered-in-front.ts";
import { toldOf } from "./at-times.ts";
import { passedBoundaries, walkOf } from "./boundary-walk.ts";
import type { Cause } from "./cause.ts";
import { confidenceOf, standingOf } from "./confidence.ts";
import { disagreementsOf } from "./disagreements.ts";
import { type Experiment, nextExperiment } from "./experiment.ts";
import { hopsAsked, recordsOfHop } from "./hops.ts";
import { citesOf, explains, type Hypothesis, speakingFor } from "./hypothesis.ts";
import { type Judgement, judge, orderOf, putInOrder } from "./judge.ts";
import { asSeenFromHere, type HopVerdict, isOfLookAlone, reasonBehind, rowBesides } from "./reason-behind.ts";
import { settledBy } from "./settled-by.ts";
import { boundaryOfStep, statusOf } from "./status.ts";
import { fill, isFilled, slotsOf } from "./template.ts";
import { toldOnce } from "./told-once.ts";
import { isUnknown } from "./unknown.ts";
import type { BoundaryRow, Diagnosis, Found, RuledOut, Verdict } from "./verdict.ts";
import { vocabulary } from "./vocabulary/index.ts";
import { notDiagnosed, verdictWithout } from "./without-cause.ts";

/** Below this no cause is named: the contract, "Status", inconclusive. */
const LEAST_CONFIDENCE = 0.5;

/**
 * From records to a verdict: observations, hypotheses, elimination, cover; for each hop of the path, the last one first, so that what
 * is found behind a hop can be the reason of what it suffers. Pure: the same evidence gives the same
 * diagnosis, in whatever order and however often a record is given, so a recorded incident can be diagnosed
 * again, years later, by better tables.
 */
export function diagnose(evidence: readonly Evidence[], causes: readonly Cause[]): Diagnosis {
  const notJudged = [...new Set(evidence.map(({ kind }) => kind))].filter((kind) => !(kind in kindVersions));
  const inOrder = asConfigured(putInOrder(evidence));
  let judged: Judged | null = null;
  for (const hop of hopsAsked(inOrder).toReversed()) {
    const judgement = judge(inOrder, causes, hop);
    if (judgement !== null) judged = judgedHop(judgement, recordsOfHop(inOrder, hop).own, judged);
  }
  if (judged === null) return { ...notDiagnosed("the evidence does not say what was asked for"), notJudged };
  const { verdict, alsoFound, boundaries } = judged;
  return { verdict, alsoFound, boundaries, notJudged };
}

/** One hop with all behind it. */
interface Judged extends HopVerdict {
  readonly alsoFound: readonly Found[];
  readonly boundaries: readonly BoundaryRow[];
}

function judgedHop(judgement: Judgement, records: readonly Evidence[], behind: Judged | null): Judged {
  const own = { judgement, verdict: verdictOf(judgement, records) };
  const found = alsoFoundOf(judgement, records);
  const rows = walkOf(records, judgement.request, own.verdict, found);
  const besides = disagreementsOf(judgement, records);
  if (behind === null) return { ...own, alsoFound: [...found, ...besides], boundaries: rows };
  const reason = reasonBehind(own, behind);
  const verdict = reason ?? own.verdict;
  return {
    judgement,
    verdict,
    alsoFound: toldOnce([...found, ...besides, ...foundBehind(own, behind, reason !== null)], verdict),
    boundaries: [...rows, ...behind.boundaries],
  };
}

/** What is wrong behind a hop besides its reason. */
function foundBehind(own: HopVerdict, behind: Judged, isReason: boolean): readonly Found[] {
  const seen = asSeenFromHere(behind);
  const { confidence, because, status } = seen;
  const { boundary, cause } = rowBesides(seen);
  // What was seen there and is told as this hop's own row is not told twice.
  const isTold = own.verdict.because.some((id) => because.includes(id));
  const isFault = status === "broken" || status === "degraded";
  if (isOfLookAlone(own, behind)) return behind.alsoFound;
  if (isReason || isTold || !isFault || boundary === null || confidence < LEAST_CONFIDENCE)
    return behind.alsoFound;
  return [{ boundary, cause, confidence, because }, ...behind.alsoFound];
}

/** The experiment that would tell the leading causes apart best; `null` when none would. */
export function planNext(
  evidence: readonly Evidence[],
  causes: readonly Cause[],
  { experiments, done }: { readonly experiments: readonly Experiment[]; readonly done: ReadonlySet<string> },
): Experiment | null {
  const judgement = judge(evidence, causes);
  if (judgement === null || judgement.root === null) return null;
  const { root, rivals } = judgement;
  const leading = [root, ...rivals].filter(({ cause }) => !isUnknown(cause));
  // What is behind a fault that is proven was looked for where it lies: at the hops behind.
  if (root.proven && judgement.request.deeper.length > 0) return null;
  if (root.proven) {
    // A proof stands. What may still be learnt is a more special name, the reason behind what is seen, or an earlier fault
    // that explains the same.
    const further = leading.filter(
      (other) =>
        other.cause.refines === root.cause.id ||
        root.cause.explainedBy.includes(other.cause.id) ||
        orderOf(other.cause.boundary) < orderOf(root.cause.boundary),
    );
    return further.length === 0 ? null : nextExperiment([root, ...further], experiments, done);
  }
  return nextExperiment(leading, experiments, done);
}

/** How the verdict on this evidence stands, in the words that the calibration counts by; `null` where there is none. */
export function standingOfVerdict(evidence: readonly Evidence[], causes: readonly Cause[]): string | null {
  const judgement = judge(evidence, causes);
  if (judgement === null) return null;
  if (statusOf(judgement.suffering) === "healthy") return "healthy";
  return judgement.root === null ? null : standingOf(judgement.root, judgement);
}

function verdictOf(judgement: Judgement, records: readonly Evidence[]): Verdict {
  const { root, rivals, suffering, request } = judgement;
  const status = statusOf(suffering);
  const ruledOut = ruledOutOf(judgement, records);
  if (status === "healthy") {
    const because = suffering.attempts.map(({ id }) => id);
    const summary = `${request.asked.target} answers properly`;
    return { ...verdictWithout(status, summary), confidence: confidenceOf("healthy"), because, ruledOut };
  }
  const cites = suffering.failed.map(({ id }) => id);
  if (root === null) {
    const step = suffering.failed[0]?.value.failedAt ?? null;
    if (step === null)
      return { ...verdictWithout("inconclusive", "the request could not be tried"), ruledOut };
    const boundary = boundaryOfStep[step];
    const summary = `the request fails at the ${step}, and nothing observed says why`;
    return {
      ...verdictWithout(status, summary),
      boundary,
      at: request.asked.host,
      confidence: LEAST_CONFIDENCE,
      because: cites,
      ruledOut,
    };
  }
  const standing = standingOf(root, judgement);
  const confidence = confidenceOf(standing);
  const slots = slotsOf(root, request);
  const { boundary } = root.cause;
  const because = citesOf(speakingFor(root));
  const alternatives = alternativesOf(judgement, 1 - confidence);
  const known = { boundary, at: root.at, because, alternatives, ruledOut };
  if (isUnknown(root.cause)) {
    const seen = suffering.symptoms.find((symptom) => explains(root, symptom));
    const { says, remedy } = seen === undefined ? { says: root.cause.summary } : vocabulary[seen.name];
    const inWords = (text: string) => fill(text, { ...slots, ...seen?.slots });
    const sentence = inWords(says).replace(/\.$/, "");
    const isReason = remedy !== undefined && remedy.isSeen !== true;
    const summary = isReason ? sentence : `${sentence}; no cause in the catalogue fits what was seen`;
    return {
      ...verdictWithout(status, summary),
      ...known,
      confidence,
      fix: remedy?.fix.map(inWords) ?? [],
      prevention: remedy?.prevention.map(inWords) ?? [],
    };
  }
  if (confidence < LEAST_CONFIDENCE && status === "broken") {
    const itself = {
      boundary,
      cause: root.cause.id,
      confidence,
      wouldBeSettledBy: fill(settledBy(root, rivals[0]), slots),
    };
    const seen = suffering.symptoms.find((symptom) => explains(root, symptom));
    // A sentence whose words are not known says less than what is seen.
    const says =
      seen === undefined || isFilled(root.cause.summary, slots)
        ? `${fill(root.cause.summary, slots)}, or one of the alternatives`
        : `${fill(vocabulary[seen.name].says, { ...slots, ...seen.slots })}, and several causes explain that`;
    const summary = `${says}: what was seen does not tell them apart`;
    return {
      ...verdictWithout("inconclusive", summary),
      ...known,
      confidence,
      alternatives: [itself, ...alternatives],
    };
  }
  return {
    ...known,
    ...toldOf(fill(root.cause.summary, slots), judgement, known.because),
    status,
    cause: root.cause.id,
    confidence,
    fix: root.cause.fix.map((text) => fill(text, slots)),
    prevention: root.cause.prevention.map((text) => fill(text, slots)),
  };
}

/** What a record contradicts, and the boundaries that the request itself passed. Silence rules out nothing. */
function ruledOutOf(
  { hypotheses, root, suffering, request }: Judgement,
  records: readonly Evidence[],
): readonly RuledOut[] {
  const passed = [...passedBoundaries(records)]
    .filter(([boundary]) => boundary !== root?.cause.boundary)
    .map(([boundary, because]): RuledOut => ({ boundary, cause: null, because }));
  const isRelevant = ({ cause }: Hypothesis) =>
    suffering.symptoms.some(({ name }) => cause.explains.includes(name)) && request.asked.scheme.length > 0;
  const stands = new Set(
    hypotheses.filter(({ contradictedBy }) => contradictedBy.length === 0).map(({ cause }) => cause.id),
  );
  const fallen = hypotheses
    .filter((one) => !stands.has(one.cause.id) && isRelevant(one))
    .filter(({ cause }, index, all) => all.findIndex((other) => other.cause.id === cause.id) === index)
    .map(
      ({ cause, contradictedBy }): RuledOut => ({
        boundary: cause.boundary,
        cause: cause.id,
        because: citesOf(contradictedBy),
      }),
    );
  return [...passed, ...fallen].toSorted((a, b) => orderOf(a.boundary) - orderOf(b.boundary));
}
