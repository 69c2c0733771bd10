import type { Evidence } from "../evidence/index.ts";
import type { Run } from "./run.ts";
import { budgetJson } from "./timeout-budget.ts";
import { isoTime, roundConfidence, roundMs } from "./units.ts";
import { vantagesOf } from "./vantages.ts";

/** Schema of the report; changed only with a new major version of it. */
export const REPORT_SCHEMA = "faultline.report/1";

/** The report as the contract writes it down, section "Report". Keys that the contract does not name may be added. */
export type ReportJson = ReturnType<typeof reportJson>;

/** A run as the machine-readable report, ready for `JSON.stringify`. Times in ISO 8601, durations in milliseconds. */
export function reportJson(run: Run) {
  const { verdict, alsoFound, boundaries, notJudged } = run.diagnosis;
  return {
    schema: REPORT_SCHEMA,
    target: run.target,
    startedAt: isoTime(run.startedAt),
    finishedAt: isoTime(run.finishedAt),
    tookMs: roundMs(run.took),
    vantage: { name: run.vantage.name, host: run.vantage.host, netns: run.vantage.netns },
    verdict: {
      status: verdict.status,
      boundary: verdict.boundary,
      cause: verdict.cause,
      at: verdict.at,
      confidence: roundConfidence(verdict.confidence),
      summary: verdict.summary,
      because: verdict.because,
      fix: verdict.fix,
      prevention: verdict.prevention,
      alternatives: verdict.alternatives.map(({ boundary, cause, confidence, wouldBeSettledBy }) => ({
        boundary,
        cause,
        confidence: roundConfidence(confidence),
        wouldBeSettledBy,
      })),
      ruledOut: verdict.ruledOut.map(({ boundary, cause, because }) => ({ boundary, cause, because })),
    },
    gaps: run.gaps.map(({ boundary, needs, reason, allowBy }) => ({ boundary, needs, reason, allowBy })),
    alsoFound: alsoFound.map(({ boundary, cause, confidence, because }) => ({
      boundary,
      cause,
      confidence: roundConfidence(confidence),
      because,
    })),
    boundaries: boundaries.map(({ hop, from, to, id, status, tookMs, summary, evidence }) => ({
      hop,
      from,
      to,
      id,
      status,
      tookMs: tookMs === null ? null : roundMs(tookMs),
      summary,
      evidence,
    })),
    timeouts: budgetJson(run),
    vantages: vantagesOf(run),
    experiments: run.experiments.map(({ id, why }) => ({ id, why })),
    notJudged,
    ...(run.endedEarlyBy === undefined ? {} : { endedEarlyBy: run.endedEarlyBy }),
    engineVersion: run.engineVersion,
    calibrationVersion: run.calibrationVersion,
    evidence: run.evidence.map(recordJson),
  };
}

/**
 * The report as text, for standard output: two spaces of indentation, a line feed at the end, and no octet that
 * a terminal obeys, whatever a server put into its answers.
 *
 * @param more further keys beside the report's own.
 */
export const reportJsonText = (run: Run, more: Readonly<Record<string, unknown>> = {}): string =>
  `${printable(JSON.stringify({ ...reportJson(run), ...more }, null, 2))}\n`;

/** One value as one line of JSON Lines, without an octet that a terminal obeys. */
export const jsonLine = (value: unknown): string => `${printable(JSON.stringify(value))}\n`;

// JSON.stringify escapes the C0 controls and leaves DEL and the C1 controls, which some terminals obey (ECMA-48).
const printable = (json: string): string =>
  json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const recordJson = (record: Evidence) => ({
  id: record.id,
  observedAt: isoTime(record.observedAt),
  tookMs: roundMs(record.took),
  vantage: record.vantage,
  boundary: record.boundary,
  ...(record.hop === undefined ? {} : { hop: record.hop }),
  kind: record.kind,
  version: record.version,
  by: record.by,
  purpose: record.purpose,
  attempt: record.attempt,
  value: record.value,
  command: record.command,
});
