import { type Cause, confidenceOf, diagnose, standingOfVerdict } from "../../diagnose/index.ts";
import type { Evidence } from "../../evidence/index.ts";
import { agrees } from "../agrees.ts";
import { createDraw } from "../draw.ts";
import type { Expectation } from "../scenario.ts";
import { ablate } from "./ablate.ts";

/** One recorded run of a scenario, and what was true in it. */
export interface Recorded {
  /** All scenarios of one name, whatever their mechanism. Held out as a whole. */
  readonly family: string;
  readonly evidence: readonly Evidence[];
  readonly expected: Expectation;
}

/** What the replays came to. */
export interface Calibration {
  readonly buckets: Readonly<Record<string, { readonly replays: number; readonly right: number }>>;
  /** Mean squared error of the confidences, each family judged by the table fitted on the others. */
  readonly brier: number;
  readonly replays: number;
  /** Verdicts that were wrong and said at 0.9 or more. */
  readonly wrongAndSure: readonly string[];
}

/** Replays of each recorded run. */
const REPLAYS = 50;

/** Above this a verdict that is wrong counts as sure. */
const SURE = 0.9;

interface Replay {
  readonly family: string;
  readonly standing: string;
  readonly right: boolean;
  readonly says: string;
}

/** Replays every run with evidence taken away, and counts how often a verdict that stood so was right. */
export function calibrate(runs: readonly Recorded[], causes: readonly Cause[], seed: number): Calibration {
  const replays = runs.flatMap((run, index) => replay(run, causes, seed + index));
  const all = countByStanding(replays);
  const own = new Map(
    [...Map.groupBy(replays, ({ family }) => family)].map(([family, those]) => [
      family,
      countByStanding(those),
    ]),
  );
  const judged = replays.map(({ family, standing, right, says }) => {
    const confidence = confidenceIn(without(all, own.get(family) ?? {}), standing);
    return {
      error: (confidence - Number(right)) ** 2,
      wrongAndSure: !right && confidence > SURE ? says : null,
    };
  });
  return {
    buckets: all,
    brier: judged.reduce((sum, { error }) => sum + error, 0) / Math.max(1, judged.length),
    replays: replays.length,
    wrongAndSure: [
      ...new Set(judged.flatMap(({ wrongAndSure }) => (wrongAndSure === null ? [] : [wrongAndSure]))),
    ],
  };
}

type Buckets = Calibration["buckets"];

function countByStanding(replays: readonly Replay[]): Buckets {
  const buckets: Record<string, { replays: number; right: number }> = {};
  for (const { standing, right } of replays.toSorted((a, b) => (a.standing < b.standing ? -1 : 1))) {
    buckets[standing] ??= { replays: 0, right: 0 };
    buckets[standing].replays += 1;
    buckets[standing].right += Number(right);
  }
  return buckets;
}

/** Counts without those of one family, which is judged by the others. */
const without = (all: Buckets, own: Buckets): Buckets =>
  Object.fromEntries(
    Object.entries(all).map(([standing, { replays, right }]) => [
      standing,
      { replays: replays - (own[standing]?.replays ?? 0), right: right - (own[standing]?.right ?? 0) },
    ]),
  );

function replay(run: Recorded, causes: readonly Cause[], seed: number): readonly Replay[] {
  const draw = createDraw(seed);
  const replays: Replay[] = [];
  for (let round = 0; round < REPLAYS; round += 1) {
    const evidence = round === 0 ? run.evidence : ablate(run.evidence, draw);
    const standing = standingOfVerdict(evidence, causes);
    if (standing === null) continue;
    const { verdict } = diagnose(evidence, causes);
    // Without the look at an address or a resolver a degraded request is healthy as far as was seen: that is a gap, no claim.
    if (verdict.status === "healthy" && run.expected.status === "degraded") continue;
    const right = agrees(verdict, run.expected);
    replays.push({
      family: run.family,
      standing,
      right,
      says: `${run.family}: said ${verdict.boundary}/${verdict.cause} (${standing})`,
    });
  }
  return replays;
}

/** As the engine reads its table. */
const confidenceIn = (buckets: Buckets, standing: string): number => confidenceOf(standing, buckets);
