import type { EpochMs, Ms } from "../../../base/index.ts";
import { chanceOfGroup, chanceOfSpan } from "../../../calc/index.ts";
import type { LoggedExchanges, SeriesSample } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { seriesAtTimes, TOO_RARE } from "./own-series.ts";

/** Whether all failures lie in one stretch of time that chance does not make so short, and whether other backends answer after it than before. */
export const readStretch: Reader = (evidence, { client }) => {
  const series = seriesAtTimes(evidence, client);
  const { samples = [] } = series?.value ?? {};
  const from = samples.findIndex(isFailed);
  const until = samples.findLastIndex(isFailed);
  const failures = samples.filter(isFailed).length;
  // One that has begun, or has not ended, is no stretch between two times that were well.
  if (series === null || failures < 2 || from === 0 || until === samples.length - 1) return [];
  if (chanceOfSpan(failures, until - from + 1, samples.length) >= TOO_RARE) return [];
  const [first, last] = [samples[from], samples[until]];
  if (first === undefined || last === undefined) return [];
  const [before, after] = [samples.slice(0, from), samples.slice(until + 1)];
  const logs = ofKind(evidence, "logged-exchanges").filter(({ value }) => value.software !== "application");
  const sources = [
    { record: series, seen: { before: named(before), after: named(after) } },
    ...logs.map((record) => ({ record, seen: seenInLog(record.value, first.at, last.at + last.took) })),
  ];
  const changes = sources.flatMap(({ record, seen }) => {
    const words = changeOf(seen);
    return words === "" ? [] : [{ record, words }];
  });
  const time = (at: number) => new Date(at).toISOString().slice(11, 19);
  return [
    ...observe("failures-in-one-stretch", true, {
      records: [series],
      slots: {
        failedWhen: `all between ${time(first.at)} and ${time(last.at + last.took)} UTC, with ${from} before and ${samples.length - until - 1} after it that passed`,
      },
    }),
    ...observe("backends-change", true, {
      records: changes.slice(0, 1).flatMap(({ record }) => [series, record]),
      slots: { backendsChange: changes[0]?.words ?? "" },
    }),
  ];
};

const isFailed = ({ failedAt }: SeriesSample): boolean => failedAt !== null;

/** How many answers each backend gave before the failures and after them. */
interface Seen {
  readonly before: ReadonlyMap<string, number>;
  readonly after: ReadonlyMap<string, number>;
}

function named(samples: readonly SeriesSample[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { backend } of samples) if (backend != null) counts.set(backend, (counts.get(backend) ?? 0) + 1);
  return counts;
}

/** A log may write whole seconds. */
const ROUNDING: Ms = 1_000;

/** The same by a proxy's log, of this run's own requests. What answered on both sides counts on both: it neither left nor came. */
function seenInLog({ ownByUpstream = [] }: LoggedExchanges, from: EpochMs, until: EpochMs): Seen {
  const [before, after] = [new Map<string, number>(), new Map<string, number>()];
  for (const { name, requests, failures, answeredFrom, answeredUntil } of ownByUpstream) {
    if (answeredFrom === null || answeredUntil === null) continue;
    if (answeredFrom < until - ROUNDING) before.set(name, requests - failures);
    if (answeredUntil > from + ROUNDING) after.set(name, requests - failures);
  }
  return { before, after };
}

/** Which backends are there before alone, and which after alone, in words; empty where chance may have left them out. */
function changeOf({ before, after }: Seen): string {
  const [left, came] = [only(before, after), only(after, before)];
  return [
    ...(left.length === 0 ? [] : [`${left.join(", ")} answers no more after that`]),
    ...(came.length === 0 ? [] : [`${came.join(", ")} answers only after that`]),
  ].join(", ");
}

/** Backends that answered on one side and never on the other. */
function only(here: ReadonlyMap<string, number>, there: ReadonlyMap<string, number>): readonly string[] {
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  const backends = new Set([...here.keys(), ...there.keys()]).size;
  return [...here].flatMap(([name, failures]) => {
    const group = { failures, count: sum(here), otherFailures: 0, otherCount: sum(there) };
    return !there.has(name) && chanceOfGroup(group) * backends < TOO_RARE ? [name] : [];
  });
}
