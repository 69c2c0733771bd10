import type { Ms } from "../base/index.ts";
import { causes, type Experiment, type ExperimentId, experiments, planNext } from "../diagnose/index.ts";
import type { Evidence } from "../evidence/index.ts";
import type { ExperimentRun } from "../report/index.ts";
import type { AttemptMade } from "./attempt.ts";
import { metSilence } from "./differences.ts";
import { runnerOf } from "./experiments.ts";
import { looksBySymptom } from "./steering.ts";
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
    const chosen = choose(recorder.evidence, offered, { done, isSilent: metSilence(walk) });
    if (chosen.length === 0) break;
    const ran = await Promise.all(chosen.map(({ id }) => runnerOf[id](walk, first)));
    for (const [index, { id, tellsApart }] of chosen.entries())
      if (ran[index]) run.push({ id, why: tellsApart });
  }
  const variants = offered.find(({ id }) => id === "tls-variants" && !done.has(id));
  if (variants !== undefined && asksForHandshakes(walk)) {
    const before = recorder.evidence.length;
    await runnerOf[variants.id](walk, first);
    // A handshake and a certificate in which nothing is amiss leave nothing to vary.
    if (recorder.evidence.length > before)
      run.push({ id: variants.id, why: `${variants.tellsApart}, since the symptom is of TLS` });
  }
  return run;
}

/** Whether the symptom is of TLS, and the request is made over it. */
const asksForHandshakes = ({ asked, recorder }: Walk): boolean =>
  (asked.scheme === "https" || asked.scheme === "tls") &&
  looksBySymptom(recorder.evidence).has("tls-variants");

/** Those that read no counter of this host, which what else is sent would move: they may run side by side. */
const independent: ReadonlySet<ExperimentId> = new Set([
  "http-variants",
  "tls-variants",
  "path-walk",
  "without-deadline",
]);

/**
 * The next experiment; where the request met silence, so that each is likely to wait in vain, with those that would come next and
 * disturb none of it.
 */
function choose(
  evidence: readonly Evidence[],
  offered: readonly Experiment[],
  { done, isSilent }: { readonly done: Set<string>; readonly isSilent: boolean },
): readonly Experiment[] {
  const chosen: Experiment[] = [];
  const planned = new Set(done);
  for (;;) {
    const next = planNext(evidence, causes, { experiments: offered, done: planned });
    if (next === null) break;
    const isFirst = chosen.length === 0;
    planned.add(next.id);
    if (isFirst || independent.has(next.id)) chosen.push(next);
    if (!isSilent || !independent.has(chosen[0]?.id ?? next.id)) break;
  }
  for (const { id } of chosen) done.add(id);
  return chosen;
}

/** Whether an experiment belongs to the boundaries that are looked at, and to this kind of request. */
function isOffered({ boundary, schemes }: Experiment, { boundaries, asked }: Walk): boolean {
  return boundaries.has(boundary) && (schemes === null || schemes.includes(asked.scheme));
}
