import type { Evidence } from "../../evidence/index.ts";
import type { LogSearch } from "./look-at-proxy.ts";

/** The client's attempts as a log is searched for them: from the first one's beginning to the last one's end, and how each was answered. */
export function ownAttempts(evidence: readonly Evidence[]): LogSearch["ours"] {
  const attempts = evidence
    .filter(
      (record): record is Evidence<"attempt"> =>
        record.kind === "attempt" &&
        record.purpose === "reference" &&
        record.by === "probe" &&
        record.hop === undefined,
    )
    .map(({ observedAt, took, value: { status } }) => ({
      from: observedAt,
      until: observedAt + took,
      status,
    }));
  return {
    from: attempts.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY),
    until: attempts.reduce((most, { until }) => Math.max(most, until), 0),
    answers: attempts.flatMap(({ status, ...time }) => (status === null ? [] : [{ ...time, status }])),
  };
}
