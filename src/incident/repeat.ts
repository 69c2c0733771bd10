import type { Ms } from "../base/index.ts";
import { nextBurstDue } from "../diagnose/index.ts";
import { createRecorder, type Evidence, type Recorder, type SeriesSample } from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";
import { makeAttempt } from "./attempt.ts";
import { pause } from "./pause.ts";
import { watchTraffic } from "./traffic.ts";
import type { Walk } from "./walk.ts";

/** How often and how long the request is repeated. */
export interface Repetition {
  /** Attempts in all, the first one among them. */
  readonly count: number;
  /** Sampling goes on this long; `null` for one pass. */
  readonly during: Ms | null;
  /** Places whose interfaces are read after each attempt. */
  readonly places?: readonly Vantage[];
}

/** Pause between two attempts while sampling: four in a second find what comes and goes, and load nobody. */
const PAUSE: Ms = 250;

/** Attempts that failed and are kept raw; of more than these only the count and the times are. */
const MOST_FAILURES_KEPT = 25;

/** Attempts of which the series holds the numbers: eight minutes at four in a second. */
const MOST_SAMPLES = 2_000;

/** What comes back in step so far is waited for once more, by at most this share of the time asked for: that it comes proves it. */
const MOST_LONGER = 0.5;

/** After the moment at which it is due it has this share of the wait to come. */
const MAY_BE_LATE = 0.25;

/** An attempt that is proper and takes so much longer than the first is kept raw as well: it may be slow. docs/contract.md, "Status". */
const SLOWER: Ms = 1_000;

/**
 * Repeats the request as an attempt of its own each time, and reads after each what the interfaces of the places have counted. Failures and what is slow are kept raw, other successes only counted, in one record.
 *
 * @param first The attempt that was made already.
 * @returns How many attempts there are now.
 */
export async function repeat(
  walk: Walk,
  first: Evidence<"attempt">,
  { count, during, places = [] }: Repetition,
): Promise<number> {
  const { clock, recorder, vantage, signal } = walk;
  if (count <= 1 && during === null) return 1;
  const started = clock.ticks();
  const observedAt = clock.now();
  const attempts: Evidence<"attempt">[] = [first];
  let kept = 0;
  let keptSuccess = first.value.answeredProperly;
  const samples: SeriesSample[] = [sampleOf(first, null)];
  const traffic = watchTraffic(during === null ? [] : places);
  traffic.read(clock.now());
  const wanted = () => {
    if (attempts.length < count) return true;
    const passed = clock.ticks() - started;
    if (during === null || passed < during) return during !== null;
    if (passed >= during * (1 + MOST_LONGER)) return false;
    const next = nextBurstDue(samples);
    return next !== null && clock.now() <= next.due + next.wait * MAY_BE_LATE;
  };
  while (wanted()) {
    signal.throwIfAborted();
    const number = attempts.length + 1;
    const aside = createRecorder(vantage.name);
    const { record } = await makeAttempt({ ...walk, recorder: aside }, number, "reference");
    attempts.push(record);
    if (samples.length < MOST_SAMPLES) samples.push(sampleOf(record, roundTripOf(aside)));
    traffic.read(clock.now());
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
  traffic.record(recorder, { observedAt, took: clock.ticks() - started });
  recorder.record(
    "series",
    {
      of: "attempt",
      count: attempts.length,
      failures: failed.length,
      p50: quantile(took, 0.5),
      p99: quantile(took, 0.99),
      failedAt: failed.map((record) => record.observedAt),
      samples,
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

const sampleOf = ({ observedAt, value }: Evidence<"attempt">, roundTrip: Ms | null): SeriesSample => ({
  at: observedAt,
  took: value.took,
  failedAt: value.failedAt,
  handshake: value.phases.connect,
  firstByte: value.phases.firstByte,
  roundTrip,
});

/** The kernel's own round-trip time of the last connection; `null` where it was not read. */
const roundTripOf = ({ evidence }: Recorder): Ms | null =>
  evidence.findLast((record): record is Evidence<"tcp-info"> => record.kind === "tcp-info")?.value.rtt ??
  null;

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
