import { FaultlineError } from "../base/index.ts";
import type { CapturedFlow, Evidence } from "../evidence/index.ts";
import type { CaptureReport } from "../incident/index.ts";
import { worstFlows } from "../report/index.ts";

/**
 * The connection to show frame by frame: the one asked for, else the worst of those that the verdict cites, else the worst of those that
 * it is about; `null` for a healthy capture.
 *
 * @throws FaultlineError where the one asked for is not in the capture.
 */
export function guiltyFlow(
  { run, flows, incidents }: CaptureReport,
  asked: number | null,
): CapturedFlow | null {
  if (asked !== null) {
    const flow = flows.find(({ stream }) => stream === asked);
    if (flow !== undefined) return flow;
    const streams =
      flows.length === 0
        ? "it holds no TCP connection"
        : `its streams are ${flows[0]?.stream} to ${flows.at(-1)?.stream}`;
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot show stream ${asked}: ${streams}\nGive the number that Wireshark shows as tcp.stream`,
    );
  }
  const { verdict } = run.diagnosis;
  if (verdict.status === "healthy") return null;
  const because = new Set(verdict.because);
  const cited = run.evidence.flatMap((record) =>
    record.kind === "captured-flow" && because.has(record.id) ? [record.value.stream] : [],
  );
  const ofCited =
    cited.length > 0 ? cited : streamsOfAttempts(incidents[0]?.incident.evidence ?? [], because);
  const about = new Set(ofCited.length > 0 ? ofCited : incidents[0]?.incident.streams);
  const among = flows.filter(({ stream }) => about.has(stream));
  const [worst] = worstFlows(among, new Set(), 1);
  return worst?.flow ?? among[0] ?? null;
}

/** The connections of the attempts that the cited records were made in. */
function streamsOfAttempts(evidence: readonly Evidence[], because: ReadonlySet<string>): readonly number[] {
  const attempts = new Set(evidence.flatMap(({ id, attempt }) => (because.has(id) ? [attempt] : [])));
  return evidence.flatMap((record) =>
    record.kind === "captured-flow" && record.attempt !== null && attempts.has(record.attempt)
      ? [record.value.stream]
      : [],
  );
}
