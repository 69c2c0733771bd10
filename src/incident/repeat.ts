import type { Ms } from "../base/index.ts";
import { createRecorder, type Evidence, type Recorder } from "../evidence/index.ts";
import { makeAttempt } from "./attempt.ts";
import { pause } from "./pause.ts";
import type { Walk } from "./walk.ts";

/** How often and how long the request is repeated. */
export interface Repetition {
  /** Attempts in all, the first one among them. */
  readonly count: number;
  /** Sampling goes on this long; `null` for one pass. */
  readonly during: Ms | null;
}

/** Pause between two attempts while sampling: four in a second find what comes and goes, and load nobody. */
const PAUSE: Ms = 250;

/** Attempts that failed and are kept raw; of more than these only the count and the times are. */
const MOST_FAILURES_KEPT = 25;

/** An attempt that is proper and takes so much longer than the first is kept raw as well: it may be slow. docs/contract.md, "Status". */
const SLOWER: Ms = 1_000;

/**
 * Repeats the request as an attempt of its own each time. Failures and what is slow are kept raw, other successes only counted, in one record.
 *
 * @param first The attempt that was made already.
 * @returns How many attempts there are now.
 */
export async function repeat(
  walk: Walk,
  first: Evidence<"attempt">,
  { count, during }: Repetition,
): Promise<number> {
  const { clock, recorder, vantage, signal } = walk;
  if (count <= 1 && during === null) return 1;
  const started = clock.ticks();
  const observedAt = clock.now();
  const attempts: Evidence<"attempt">[] = [first];
  let kept = 0;
  let keptSuccess = first.value.answeredProperly;
  const wanted = () => attempts.length < count || (during !== null && clock.ticks() - started < during);
  while (wanted()) {
    signal.throwIfAborted();
    const number = attempts.length + 1;
    const aside = createRecorder(vantage.name);
    const { record } = await makeAttempt({ ...walk, recorder: aside }, number, "reference");
    attempts.push(record);
    const proper = record.value.answeredProperly;
    const isSlower = first.value.answeredProperly && record.value.took > first.value.took + SLOWER;
    const isTelling = !proper || isSlower;
    if (isTelling ? kept < MOST_FAILURES_KEPT : !keptSuccess) {
      copy(aside, recorder);
      if (proper) keptSuccess = true;
      if (isTelling) kept += 1;
    }
    if (during !== null && wanted()) await pause(PAUSE, signal);
  }
  const took = attempts.filter(({ value }) => value.answeredProperly).map(({ value }) => value.took);
  const failed = attempts.filter(({ value }) => !value.answeredProperly);
  recorder.record(
    "series",
    {
      of: "attempt",
      count: attempts.length,
      failures: failed.length,
      p50: quantile(took, 0.5),
      p99: quantile(took, 0.99),
      failedAt: failed.map((record) => record.observedAt),
    },
    {
      boundary: "client",
      by: "probe",
      purpose: "context",
      observedAt,
      took: clock.ticks() - started,
      command: first.command,
    },
  );
  return attempts.length;
}

/** Takes over the records of one attempt, with ids of this run. */
function copy(from: Recorder, to: Recorder): void {
  const idOf = new Map<string, string>();
  for (const record of from.evidence) {
    const { id, kind, value, version: _, vantage: __, attempt, ...details } = record;
    // Only attempts and look-ups cite other records, and always such as were taken down before.
    const cited = JSON.parse(JSON.stringify(value), (key, inner) =>
      (key === "steps" || key === "exchange") && inner !== null
        ? Array.isArray(inner)
          ? inner.map((one) => idOf.get(one) ?? one)
          : (idOf.get(inner) ?? inner)
        : inner,
    );
    const copied = to.record(kind, cited, { ...details, ...(attempt === null ? {} : { attempt }) });
    idOf.set(id, copied.id);
  }
  for (const gap of from.gaps) to.gap(gap);
}

/** Nearest-rank quantile; `null` of nothing. */
function quantile(values: readonly Ms[], share: number): Ms | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
