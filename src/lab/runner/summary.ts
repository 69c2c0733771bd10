import type { Ms } from "../../base/index.ts";
import { hasStatus } from "../agrees.ts";
import type { Scored } from "./run-scenario.ts";

/** What a whole score comes to. Fractions are of all cases; `null` where there is none to count. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly statusAccuracy: number;
  readonly boundaryAccuracy: number;
  readonly causeAccuracy: number;
  /** Sound worlds of which the verdict names a fault. */
  readonly falseAlarms: number;
  readonly soundWorlds: number;
  /** Mean squared difference between confidence and being right. Brier (1950). */
  readonly brier: number | null;
  readonly tookMedian: Ms;
  readonly tookMost: Ms;
}

/** Counts a score. */
export function summarize(cases: readonly Scored[]): Summary {
  const share = (holds: (each: Scored) => boolean) =>
    cases.length === 0 ? 0 : cases.filter(holds).length / cases.length;
  const sound = cases.filter(({ expected }) => expected.status === "healthy");
  const judged = cases.flatMap(({ verdict, isRight }) =>
    verdict === null ? [] : [(verdict.confidence - (isRight ? 1 : 0)) ** 2],
  );
  const times = cases.map(({ took }) => took).sort((a, b) => a - b);
  const passed = cases.filter(({ isRight }) => isRight).length;
  return {
    passed,
    failed: cases.length - passed,
    statusAccuracy: share(({ verdict, expected }) => verdict !== null && hasStatus(verdict, expected)),
    boundaryAccuracy: share(
      ({ verdict, expected }) => verdict !== null && verdict.boundary === expected.boundary,
    ),
    causeAccuracy: share(({ verdict, expected }) => verdict !== null && verdict.cause === expected.cause),
    falseAlarms: sound.filter(({ verdict }) => verdict?.status === "broken" || verdict?.status === "degraded")
      .length,
    soundWorlds: sound.length,
    brier: judged.length === 0 ? null : judged.reduce((sum, each) => sum + each, 0) / judged.length,
    tookMedian: times[times.length >> 1] ?? 0,
    tookMost: times.at(-1) ?? 0,
  };
}
