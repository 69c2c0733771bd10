import type { Ms } from "../../../base/index.ts";
import type { Evidence, LoggedExchange, ProcessState } from "../../../evidence/index.ts";
import { hopOf } from "../../hops.ts";
import type { Observation } from "../../observation.ts";
import { failedExchanges } from "../http/final-exchanges.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** Held back in more than every second period, it gets its share and has to wait for most of it. */
const MOST = 0.5;

/** Fewer periods (0.1 s each by default) are no measure. Kernel, Documentation/scheduler/sched-bwc.rst. */
const SOME_PERIODS = 5;

/** Logs of whole seconds cut off the rest. */
const ROUNDING: Ms = 1_000;

/** What the host of the server that answers knows of its process: its limits, its state, the share of the processor that it gets. */
export const readApplication: Reader = (evidence, { asked, deeper, hop }) => {
  const states = ofKind(evidence, "process-state")
    // Another server of a proxy is looked at for when it began alone.
    .filter(({ value }) => value.upstream === undefined)
    .filter(({ value }) => value.listens.some(({ port }) => port === asked.port))
    .toSorted((one, other) => one.observedAt - other.observedAt);
  const next = deeper.filter((record) => hopOf(record) === hop + 1);
  return [
    ...observeFiles(states),
    ...observeState(states),
    ...observeQuota(states),
    ...observeWork(evidence, next),
  ];
};

/** That one of several processes which share a listener is below its limit says little: another may be the one that accepts. */
const observeFiles = (states: readonly Evidence<"process-state">[]): readonly Observation[] =>
  lastOf(states).flatMap((record) => {
    const { openFiles, name, pid } = record.value;
    if (openFiles === null || openFiles.used < openFiles.soft) return [];
    return observe("descriptors-used-up", true, {
      at: record.vantage,
      records: [record],
      slots: {
        process: `${name}/${pid}`,
        limitedPid: String(pid),
        used: String(openFiles.used),
        limit: String(openFiles.soft),
      },
    });
  });

function observeState(states: readonly Evidence<"process-state">[]): readonly Observation[] {
  const last = lastOf(states);
  const areStopped = last.length > 0 && last.every(({ value }) => value.state === "T" || value.state === "t");
  return areStopped
    ? observe("application-stopped", true, {
        records: last,
        slots: stoppedSlots(last[0]?.value.name ?? "it"),
      })
    : [];
}

const stoppedSlots = (process: string) => ({ process, heldBack: `: ${process} is stopped by a signal` });

/** The last record of each process. */
const lastOf = (states: readonly Evidence<"process-state">[]) =>
  states.filter((record, index) => !states.slice(index + 1).some((later) => isSame(record, later)));

const isSame = (one: Evidence<"process-state">, other: Evidence<"process-state">): boolean =>
  one.vantage === other.vantage && one.value.pid === other.value.pid;

/** By how much the counts of a quota grew between the first look and the last. */
function observeQuota(states: readonly Evidence<"process-state">[]): readonly Observation[] {
  const grown = lastOf(states).flatMap((last) => {
    const first = states.find((record) => isSame(record, last));
    const grew = first === undefined ? null : growthOf(first.value.cpu, last.value.cpu);
    return first === undefined || grew === null ? [] : [{ first, last, ...grew }];
  });
  const held = grown.find(({ periods, throttled }) => periods >= SOME_PERIODS && throttled > MOST * periods);
  if (held === undefined) return [];
  const { first, last, periods, throttled } = held;
  const slots = {
    periods: String(periods),
    throttled: String(throttled),
    process: last.value.name,
    heldBack: `: the kernel held ${last.value.name} back in ${throttled} of ${periods} periods of its CPU quota`,
  };
  return observe("application-throttled", true, { records: [first, last], slots });
}

const growthOf = (before: ProcessState["cpu"], after: ProcessState["cpu"]) =>
  before === null || after === null || before.quota !== after.quota
    ? null
    : { periods: after.periods - before.periods, throttled: after.throttled - before.throttled };

/** Whether the application behind went on with the work on this very request after the proxy had given it up, by its own log. */
function observeWork(evidence: readonly Evidence[], next: readonly Evidence[]): readonly Observation[] {
  const late = failedExchanges(evidence)
    .map(({ exchange }) => exchange)
    .filter(({ value }) => value.status === 504 && value.phases.firstByte !== null);
  if (late.length === 0) return [];
  const patience = Math.max(...late.map(({ value }) => value.phases.firstByte ?? 0));
  const over = Math.max(...late.map(({ observedAt, took }) => observedAt + took)) + ROUNDING;
  const ids = new Set(late.flatMap(({ value }) => value.headers["x-request-id"] ?? []));
  const tookLong = ofKind(next, "logged-exchanges").filter(
    ({ value }) => value.software === "application" && value.kept.some((one) => isLate(one, patience)),
  );
  const logs = ofKind(next, "logged-errors").filter(({ value }) => value.software === "application");
  // A line that bears the id of the answer that the proxy gave is about that very request.
  const spokeLater = logs.filter(({ value }) =>
    value.errors.some(({ requestId, at }) => requestId !== null && ids.has(requestId) && at > over),
  );
  // An end by path and time alone may be that of the look at the hop behind.
  const endedLater = logs.filter(({ value }) => value.endedOursAt !== null && value.endedOursAt > over);
  const stated = [...tookLong, ...spokeLater];
  const said = stated.length > 0 ? stated : endedLater;
  if (said.length === 0) return [];
  const from = {
    records: [...late, ...said],
    strength: stated.length > 0 ? ("states" as const) : ("suggests" as const),
  };
  return [
    ...observe("upstream-answers-late", true, from),
    ...observe("upstream-works-past-timeout", true, from),
  ];
}

const isLate = ({ isOurs, took, status }: LoggedExchange, patience: Ms): boolean =>
  isOurs && took !== null && took > patience && (status === null || status < 500);
