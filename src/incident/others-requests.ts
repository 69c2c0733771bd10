import type { EpochMs } from "../base/index.ts";
import {
  type Attempt,
  type Evidence,
  isDatabaseScheme,
  type Recorder,
  type RequestAsked,
} from "../evidence/index.ts";

/** Attempts of others that are taken down of one place; the first ones of those that failed go before. */
const MOST_ATTEMPTS = 50;

/** Which requests of others count. */
export interface Counting {
  readonly asked: RequestAsked;
  /** Where the capture was made, and whether it is where the request starts. */
  readonly recorder: Recorder;
  readonly isHere: boolean;
  /** From when to when, by the clock of the capture. */
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * Takes down what became of others' requests for the same route, as observed attempts. Of one that was answered properly no more is
 * taken down than that: how the network was then is no word on how it is now.
 *
 * @returns how many there were.
 */
export function takeOthersRequests(evidence: readonly Evidence[], counting: Counting): number {
  const { recorder, from, until } = counting;
  const byId = new Map(evidence.map((record) => [record.id, record]));
  const attempts = evidence
    .filter((record): record is Evidence<"attempt"> => record.kind === "attempt")
    .filter(({ observedAt }) => observedAt >= from && observedAt <= until)
    .filter((attempt) => isOfRoute(stepsOf(attempt, byId), attempt, counting))
    .toSorted((a, b) => Number(a.value.answeredProperly) - Number(b.value.answeredProperly))
    .slice(0, MOST_ATTEMPTS)
    .toSorted((a, b) => a.observedAt - b.observedAt);
  let number = recorder.evidence.reduce((most, { attempt }) => Math.max(most, attempt ?? 0), 0);
  for (const attempt of attempts) {
    number += 1;
    const steps = attempt.value.answeredProperly ? [] : stepsOf(attempt, byId);
    const ids = steps.map((step) => again(recorder, step, step.value, number).id);
    const value: Attempt = { ...attempt.value, number, steps: ids };
    again(recorder, attempt, value, number);
  }
  return attempts.length;
}

const stepsOf = ({ value }: Evidence<"attempt">, byId: ReadonlyMap<string, Evidence>): readonly Evidence[] =>
  value.steps.flatMap((id) => byId.get(id) ?? []);

/**
 * What went over HTTP must have been for the same path. At another place than the client's, only what is asked there counts: whether a
 * connection is made is the business of the way to that place.
 */
function isOfRoute(
  steps: readonly Evidence[],
  { value }: Evidence<"attempt">,
  { asked, isHere }: Counting,
): boolean {
  const exchange = steps.find((step) => step.kind === "http-exchange");
  // A connection that lives is all that is asked for; what it carries is another matter.
  if (asked.scheme === "tcp" || isDatabaseScheme(asked.scheme))
    return isHere && (value.failedAt === null || value.failedAt === "connect");
  if (asked.scheme === "tls" && value.failedAt === "exchange") return false;
  if (exchange?.kind === "http-exchange") return pathOf(exchange.value.url) === asked.path;
  if (asked.scheme === "http" && value.answeredProperly) return false;
  return isHere;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url.replace(/\?.*$/s, "");
}

/** Takes a record down once more, as one of this run. */
function again(recorder: Recorder, record: Evidence, value: unknown, number: number): Evidence {
  const { kind, boundary, by, observedAt, took, command } = record;
  // The value is of the record's own kind.
  return recorder.record(kind, value as never, {
    boundary,
    by,
    purpose: "reference",
    attempt: number,
    observedAt,
    took,
    command,
  });
}
