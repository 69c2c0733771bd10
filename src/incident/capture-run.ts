import { hostname } from "node:os";
import type { EpochMs, Ms } from "../base/index.ts";
import { type CaptureFacts, type Incident, incidentsOf } from "../capture/index.ts";
import { calibrationVersion, type Diagnosis, notDiagnosed } from "../diagnose/index.ts";
import type { CapturedFlow, CaptureQuality } from "../evidence/index.ts";
import type { Run } from "../report/index.ts";
import { captureGaps } from "./capture-gaps.ts";
import { judgeCapture } from "./capture-judge.ts";
import { captureRemarks } from "./capture-remarks.ts";

/** What a capture came to: the report, and what is behind it for pages of its own. */
export interface CaptureReport {
  /** As a check's: `reportJson` and the pages take it. */
  readonly run: Run;
  readonly quality: CaptureQuality;
  readonly flows: readonly CapturedFlow[];
  /** What is worth knowing beside the verdict, and no fault by itself. At most 20. */
  readonly remarks: readonly string[];
  /** The worst first, those that are in order among them. */
  readonly incidents: readonly { readonly incident: Incident; readonly diagnosis: Diagnosis }[];
}

/** When a capture was read, and by what. */
export interface RunFacts {
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly took: Ms;
  /** Version of the package. */
  readonly version: string;
}

/** Judges what was read of a capture. `alter` may add to the records of each incident what other captures show of it. */
export function captureRun(
  facts: CaptureFacts,
  { startedAt, finishedAt, took, version }: RunFacts,
  alter: (incident: Incident) => Incident = (incident) => incident,
): CaptureReport {
  const { quality, flows, vantage } = facts;
  const judged = judgeCapture(incidentsOf(facts).map(alter));
  const run: Run = {
    target: quality.file,
    startedAt,
    finishedAt,
    took,
    vantage: { name: vantage, host: hostname(), netns: "unknown" },
    evidence: judged.evidence,
    gaps: captureGaps(quality, sessionsUnderTls(facts)),
    diagnosis: judged.incident === null ? notDiagnosed(whyNothing(quality)) : judged.diagnosis,
    experiments: [],
    engineVersion: version,
    calibrationVersion,
  };
  return { run, quality, flows, remarks: captureRemarks(facts), incidents: judged.all };
}

const sessionsUnderTls = ({ applications }: CaptureFacts): number =>
  applications?.databases.kept.filter(({ turnedToTls }) => turnedToTls).length ?? 0;

/** Why nothing in a capture can be judged, for people. */
function whyNothing({ file, frames, tcp, udp, flows, damage }: CaptureQuality): string {
  if (frames === 0) return `${file} holds no frame${damage === null ? "" : `: ${damage.what}`}`;
  if (tcp + udp === 0) return `${file} holds ${frames} frames, and none of TCP or UDP`;
  if (flows === 0)
    return `${file} holds ${frames} frames, and no TCP connection or look-up that could be judged`;
  return `${file} holds ${flows} TCP connections, and none of them shows how it went: both ends of a connection must be seen`;
}
