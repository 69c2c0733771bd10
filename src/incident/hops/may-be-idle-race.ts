import type { EpochMs, Ms } from "../../base/index.ts";
import type { Evidence, LoggedExchange, LoggedReason } from "../../evidence/index.ts";

/** Ends that an idle connection has which is used too late. What else a log states is something else. */
const brokenOff: ReadonlySet<LoggedReason> = new Set([
  "upstream-closed",
  "upstream-reset",
  "upstream-answer-invalid",
]);

/** Logs of whole seconds cut off the rest. */
const ROUNDING: Ms = 1_000;

/** A process that is told to end is gone, and another in its place, within so long. Kubernetes, terminationGracePeriodSeconds: 30 s, and a start. */
const AFTERWARDS: Ms = 60_000;

/**
 * Whether what failed may have failed on idle connections, by the logs of the proxy and of the application behind: not where all reasons that
 * the proxy gives are others, where each lost connection was a new one, or where its servers were told to end just then.
 */
export function mayBeIdleRace(evidence: readonly Evidence[]): boolean {
  const logs = evidence.filter((one) => one.kind === "logged-exchanges");
  const failed = logs
    .filter(({ value }) => value.software !== "application")
    .flatMap(({ value }) => value.kept.filter(isLost));
  const errors = evidence.filter((one) => one.kind === "logged-errors");
  const reasons = [
    ...failed.flatMap(({ reason }) => reason ?? []),
    ...errors
      .filter(({ value }) => value.software !== "application")
      .flatMap(({ value }) =>
        value.errors.flatMap(({ reason, isOurs, isOfRoute }) => (isOurs || isOfRoute ? (reason ?? []) : [])),
      ),
  ];
  if (reasons.length > 0 && !reasons.some((reason) => brokenOff.has(reason))) return false;
  if (failed.length === 0) return true;
  const endings = errors.flatMap(({ value }) => value.endings ?? []).map(({ at }) => at);
  return failed.some((one) => !isNew(one) && !isAfterEnd(one.at, endings));
}

/** A gateway's word for a server that broke off. RFC 9110, section 15.6.3. */
const isLost = ({ status }: LoggedExchange): boolean => status === 502;

/** A connection that was used again took no time to be made. */
const isNew = ({ tries }: LoggedExchange): boolean => (tries.at(-1)?.connect ?? 0) > 0;

const isAfterEnd = (at: EpochMs, endings: readonly EpochMs[]): boolean =>
  endings.some((ended) => at >= ended - ROUNDING && at <= ended + AFTERWARDS);
