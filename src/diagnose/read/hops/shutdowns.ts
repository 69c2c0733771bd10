import { type EpochMs, hostPort, type Ms } from "../../../base/index.ts";
import type { Evidence, LoggedEnding } from "../../../evidence/index.ts";
import { hopOf } from "../../hops.ts";
import { failedExchanges } from "../http/final-exchanges.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type FailingTries, failingTries, serverOf } from "./failing-tries.ts";
import { fateOf } from "./server-fate.ts";

/** Logs of whole seconds cut off the rest. */
const ROUNDING: Ms = 1_000;

/** A process that is told to end is gone, and another in its place, within so long. Kubernetes, terminationGracePeriodSeconds: 30 s, and a start. */
const AFTERWARDS: Ms = 60_000;

/** A process that has begun listens within so long. */
const START_UP: Ms = 10_000;

/** A rollout goes from one server to the next within so long. Kubernetes, Deployment, progressDeadlineSeconds: 600 s; what is kept of logs: 300 s. */
const ROLLOUT_STEP: Ms = 300_000;

/** Statuses by which a gateway speaks of servers that are not there. RFC 9110, sections 15.6.3 and 15.6.4. */
const ofGoneServers: ReadonlySet<number | null> = new Set([502, 503, null]);

/**
 * Whether the servers at which the proxy's tries were refused or broken off were told to end just then, by their own log or by when their
 * processes began; and whether they serve again, or get no more requests, while others serve.
 */
export const readShutdowns: Reader = (evidence, { deeper, hop }) => {
  const failed = failedExchanges(evidence);
  const tries = failingTries(evidence);
  if (tries.length === 0 || failed.length === 0) return [];
  if (!failed.every(({ exchange }) => ofGoneServers.has(exchange.value.status))) return [];
  const servers = [...Map.groupBy(tries, ({ upstream }) => upstream)].map(([upstream, some]) => ({
    ...{ upstream, tries: some, until: Math.max(...some.map(({ until }) => until)) },
    ...endOf(upstream, some, { evidence, next: deeper.filter((record) => hopOf(record) === hop + 1) }),
  }));
  const strength = strengthOf(servers, evidence);
  const fates = servers.map((server) => fateOf(server, evidence));
  const told = servers.find(({ ending }) => ending !== null) ?? servers[0];
  const records = [...tries.map(({ record }) => record), ...servers.flatMap((one) => one.records)];
  const slots = {
    place: told?.upstream ?? "",
    endedUpstream: servers.map(({ upstream }) => upstream).join(", "),
    endedBy:
      told?.ending == null
        ? "its process was started anew just then"
        : `its log says so: ${told.ending.text}`,
  };
  const isOver = !fates.includes("unknown") && !fates.includes("stays-down");
  return [
    ...(strength === null ? [] : observe("upstream-ends-meanwhile", true, { records, strength, slots })),
    ...(isOver ? observe("upstream-gone-for-a-while", true, { records, slots }) : []),
    ...(fates.includes("stays-down") ? observe("upstream-gone-for-a-while", false, { records }) : []),
  ];
};

/** What is known of one server's end. */
interface ServerEnd {
  /** The line of its log, and whether it is surely its own; `null` where none meets its failing tries in time. */
  readonly ending: LoggedEnding | null;
  readonly isItsOwn: boolean;
  /** When its process began, where all that failed is just before that; else `null`. */
  readonly began: EpochMs | null;
  readonly records: readonly Evidence[];
}

interface Known {
  readonly evidence: readonly Evidence[];
  /** The records of the hop behind. */
  readonly next: readonly Evidence[];
}

function endOf(upstream: string, tries: readonly FailingTries[], known: Known): ServerEnd {
  const { evidence, next } = known;
  const { states, startedAt, isOrderly } = processOf(upstream, evidence);
  const from = Math.min(...tries.map((one) => one.from));
  const until = Math.max(...tries.map((one) => one.until));
  const isAnew =
    startedAt !== null &&
    startedAt - AFTERWARDS <= from + ROUNDING &&
    until <= startedAt + START_UP &&
    startedAt >= from - ROUNDING;
  const logs = ofKind(next, "logged-errors").filter(({ value }) => value.software === "application");
  const meeting = logs.flatMap((record) =>
    (record.value.endings ?? [])
      .filter(
        ({ at }) =>
          tries.every((one) => meets(one, at, startedAt)) && !servedBetween(upstream, at, from, evidence),
      )
      .map((ending) => ({ record, ending })),
  );
  const own = meeting.find(({ ending }) => isOf(ending, upstream, known));
  const chosen = own ?? meeting.at(-1);
  return {
    ending: chosen?.ending ?? null,
    isItsOwn: own !== undefined || (chosen !== undefined && isAnew),
    began: isAnew && isOrderly ? startedAt : null,
    records: [...(chosen === undefined ? [] : [chosen.record]), ...(isAnew ? states : [])],
  };
}

/** The tries began to fail once it was told to end, and did so until another process was in its place. */
const meets = ({ from, until }: FailingTries, at: EpochMs, startedAt: EpochMs | null): boolean =>
  from >= at - ROUNDING &&
  until <= (startedAt !== null && startedAt >= at - ROUNDING ? startedAt + START_UP : at + AFTERWARDS);

/** Whether it served long after that: what fails later fails for another reason. */
const servedBetween = (
  upstream: string,
  at: EpochMs,
  from: EpochMs,
  evidence: readonly Evidence[],
): boolean =>
  ofKind(evidence, "logged-exchanges").some(({ value }) =>
    value.kept.some(
      (one) =>
        (one.status ?? 500) < 500 &&
        one.at > at + START_UP &&
        one.at < from - ROUNDING &&
        serverOf(one, evidence) === upstream,
    ),
  );

/** The log is that of the hop behind: of the server that this hop's own request went to, unless the line names another port. */
function isOf({ port }: LoggedEnding, upstream: string, { evidence, next }: Known): boolean {
  const servers = new Set([
    upstream,
    ...ofKind(evidence, "upstream-look").map(({ value }) => hostPort(value.address, value.port)),
  ]);
  const named = port === null ? [] : [...servers].filter((one) => one.endsWith(`:${port}`));
  if (named.length > 0) return named.length === 1 && named[0] === upstream;
  const asked = ofKind(next, "request-asked")[0]?.value;
  const address = ofKind(next, "attempt").findLast(({ purpose }) => purpose === "reference")?.value.address;
  return asked !== undefined && hostPort(address ?? asked.host, asked.port) === upstream;
}

type Ended = ServerEnd & { readonly upstream: string; readonly tries: readonly FailingTries[] };

/**
 * A log states it of its own server; of the others beside it, a listener that was closed does. Without a log, that all servers of the
 * upstream were started anew, one after the other, with the failures just before that: a rollout. One alone may have crashed.
 */
function strengthOf(servers: readonly Ended[], evidence: readonly Evidence[]): "states" | "suggests" | null {
  const logged = servers.filter(({ ending }) => ending !== null);
  const stated = logged.filter(({ isItsOwn }) => isItsOwn);
  const isExplained = (one: Ended) =>
    one.ending !== null || one.began !== null || one.tries.some(({ isRefused }) => isRefused);
  if (stated.length > 0 && servers.every(isExplained)) return "states";
  const starts = servers.flatMap(({ began }) => began ?? []);
  if (logged.length === 0 && starts.length < servers.length) return null;
  return isRollout(servers, evidence) ? "states" : "suggests";
}

function isRollout(servers: readonly Ended[], evidence: readonly Evidence[]): boolean {
  const looked = new Set(
    ofKind(evidence, "upstream-look").map(({ value }) => hostPort(value.address, value.port)),
  );
  const all = [...looked].map((upstream) => processOf(upstream, evidence));
  const starts = all.flatMap(({ startedAt, isOrderly }) => (isOrderly ? (startedAt ?? []) : []));
  const inOrder = starts.toSorted((a, b) => a - b);
  const gaps = inOrder.slice(1).map((at, index) => at - (inOrder[index] ?? at));
  return (
    looked.size > 1 &&
    starts.length === looked.size &&
    servers.every(({ upstream, began }) => looked.has(upstream) && began !== null) &&
    gaps.every((gap) => gap >= ROUNDING && gap <= ROLLOUT_STEP)
  );
}

/** The processes of a server, when the oldest of them began, the master of the others, and whether none of them had been killed or had failed. */
function processOf(upstream: string, evidence: readonly Evidence[]) {
  const states = ofKind(evidence, "process-state").filter(({ value }) => value.upstream === upstream);
  const starts = states.flatMap(({ value }) => value.startedAt ?? []);
  return {
    states,
    startedAt: starts.length === 0 ? null : Math.min(...starts),
    isOrderly: states.every(
      ({ value: { outOfMemoryKills, unit } }) =>
        (outOfMemoryKills ?? 0) === 0 && (unit === null || unit.restarts === 0),
    ),
  };
}
