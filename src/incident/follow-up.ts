import type { Ms } from "../base/index.ts";
import { causes, type Experiment, experiments, planNext } from "../diagnose/index.ts";
import type { ExperimentRun } from "../report/index.ts";
import type { AttemptMade } from "./attempt.ts";
import { runnerOf } from "./experiments.ts";
import type { Walk } from "./walk.ts";

/** Experiments of one run: each is bounded by itself, and more would tell less than a person who reads the report. */
const MOST_EXPERIMENTS = 8;

/** After this no further experiment is begun: what is known by then is said. */
const TIME_FOR_EXPERIMENTS: Ms = 45_000;

/**
 * While causes still fit, runs the experiment that tells them apart at the least cost, and asks again.
 *
 * @returns What was run and why, in order.
 */
export async function followUp(walk: Walk, first: AttemptMade): Promise<readonly ExperimentRun[]> {
  const { clock, recorder, signal } = walk;
  const started = clock.ticks();
  const done = new Set<string>();
  const run: ExperimentRun[] = [];
  const offered = experiments.filter((experiment) => isOffered(experiment, walk));
  while (run.length < MOST_EXPERIMENTS && clock.ticks() - started < TIME_FOR_EXPERIMENTS) {
    signal.throwIfAborted();
    const next = planNext(recorder.evidence, causes, { experiments: offered, done });
    if (next === null) break;
    done.add(next.id);
    const ran = await runnerOf[next.id](walk, first);
    if (ran) run.push({ id: next.id, why: next.tellsApart });
  }
  return run;
}

/** Whether an experiment belongs to the boundaries that are looked at, and to this kind of request. */
function isOffered({ boundary, schemes }: Experiment, { boundaries, asked }: Walk): boolean {
  return boundaries.has(boundary) && (schemes === null || schemes.includes(asked.scheme));
}
