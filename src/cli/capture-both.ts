import {
  type CapturedApplications,
  CaptureReading,
  type CaptureSource,
  compareCaptures,
  comparisonOf,
  type Incident,
} from "../capture/index.ts";
import { type CaptureComparison, type CaptureQuality, createRecorder } from "../evidence/index.ts";
import { type CaptureReport, captureRun } from "../incident/index.ts";
import type { CapturePoint } from "./capture-points.ts";

/** What reading came to, of one capture or of two. */
export interface Compared {
  /** The capture that the verdict is from. */
  readonly reading: CaptureReading;
  readonly report: CaptureReport;
  readonly captures: readonly CaptureQuality[];
  readonly applications: CapturedApplications;
  /** When its first frame was captured. */
  readonly startedAt: number;
  /** Findings were printed as JSON lines already, and the report is the last of them. */
  readonly printsLines: boolean;
}

interface Reading {
  readonly signal: AbortSignal;
  readonly times: () => Parameters<typeof captureRun>[1];
}

/** Reads the captures of two points and compares them. The verdict is that of the first point, the second's where only that one shows a fault. */
export async function readBoth(
  [first, second]: readonly [CapturePoint, CapturePoint],
  { signal, times }: Reading,
): Promise<Compared> {
  const comparison = await compareCaptures([sourceOf(first), sourceOf(second)], { signal });
  signal.throwIfAborted();
  const one = await readPoint(first, comparison, { signal, times });
  const other = await readPoint(second, comparison, { signal, times });
  const isFault = ({ report }: typeof one) =>
    ["broken", "degraded"].includes(report.run.diagnosis.verdict.status);
  const seesMore = (seesBehind(other) && !seesBehind(one)) || seesLostAnswer(one, other);
  const chosen = isFault(other) && (!isFault(one) || seesMore) ? other : one;
  return { ...chosen, captures: [one.quality, other.quality], printsLines: false };
}

/** The point is at the gateway that answers with an error, and holds what the gateway met behind itself. */
const seesBehind = ({ report: { run } }: { readonly report: CaptureReport }): boolean =>
  run.diagnosis.verdict.boundary === "proxy" && run.evidence.some(({ kind }) => kind === "captured-upstream");

/** The worst that one point shows is a SYN without an answer, and the other point saw the answer leave. */
function seesLostAnswer(one: Judged, other: Judged): boolean {
  const worstOf = ({ report: { incidents } }: Judged) => incidents[0]?.incident.evidence ?? [];
  const isUnanswered = worstOf(one).some(
    (record) =>
      record.kind === "tcp-connect" && record.purpose === "reference" && record.value.outcome === "timed-out",
  );
  const isHalfMade = worstOf(other).some(
    ({ kind, value, purpose }) =>
      kind === "captured-flow" &&
      purpose === "reference" &&
      value.syns.length > 0 &&
      value.synAcks.length > 0 &&
      value.firstAck === null,
  );
  return isUnanswered && isHalfMade;
}

interface Judged {
  readonly report: CaptureReport;
}

const sourceOf = ({ at, files }: CapturePoint): CaptureSource => ({ at: at ?? "capture", files });

async function readPoint(
  { at, files }: CapturePoint,
  comparison: CaptureComparison,
  { signal, times }: Reading,
) {
  const vantage = at ?? "capture";
  const reading = await CaptureReading.begin(files, { signal });
  await reading.read({ signal });
  signal.throwIfAborted();
  const { applications, ...rest } = reading.finish();
  const facts = { ...rest, applications, vantage };
  const report = captureRun(facts, times(), (incident) => withComparison(incident, comparison, vantage));
  return { reading, report, quality: rest.quality, applications, startedAt: rest.startedAt };
}

/** The records of an incident, and what the other capture shows of the same server. */
function withComparison(incident: Incident, comparison: CaptureComparison, vantage: string): Incident {
  const endpoint = incident.evidence.find((record) => record.kind === "captured-endpoint");
  if (endpoint?.kind !== "captured-endpoint") return incident;
  const value = comparisonOf(comparison, endpoint.value.server);
  if (value.pairs.every(({ flows, unmatched }) => flows.length + unmatched.length === 0)) return incident;
  const record = createRecorder(vantage).record("capture-comparison", value, {
    boundary: "path",
    by: "observed",
    purpose: "context",
    observedAt: endpoint.observedAt,
    took: endpoint.took,
    command: endpoint.command,
  });
  const id = `e${incident.evidence.length + 1}`;
  return { ...incident, evidence: [...incident.evidence, { ...record, id }] };
}
