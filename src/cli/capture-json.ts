import type { CapturedFlow, CaptureQuality } from "../evidence/index.ts";
import type { CaptureReport } from "../incident/index.ts";
import { type CapturePage, filtersOf, reportJsonText, worstFlows } from "../report/index.ts";

/** Connections and targets that the report lists. */
const MOST_LISTED = 100;

/** The report as one JSON document: that of a check, and under `capture` what the files hold. */
export function captureJsonText(page: CapturePage, incidents: CaptureReport["incidents"]): string {
  const { run, captures, ladder, flows, remarks } = page;
  return reportJsonText(run, {
    capture: {
      files: captures satisfies readonly CaptureQuality[],
      remarks,
      flow: ladder === null ? null : { ...flowJson(ladder.flow), ...framesJson(ladder) },
      worst: worstFlows(flows, new Set(ladder === null ? [] : [ladder.flow.stream]), MOST_LISTED).map(
        ({ flow, trouble }) => ({ ...flowJson(flow), seen: trouble.words }),
      ),
      targets: incidents.slice(0, MOST_LISTED).map(({ incident, diagnosis: { verdict } }) => ({
        target: incident.target,
        status: verdict.status,
        boundary: verdict.boundary,
        cause: verdict.cause,
        confidence: Number(verdict.confidence.toFixed(3)),
        summary: verdict.summary,
        streams: incident.streams.slice(0, MOST_LISTED),
      })),
    },
  });
}

const framesJson = ({ flow, frames, total }: NonNullable<CapturePage["ladder"]>) => ({
  filters: filtersOf(flow),
  packets: total,
  frames,
});

const flowJson = ({ stream, client, server, first, last, fromClient, fromServer }: CapturedFlow) => ({
  stream,
  client,
  server,
  firstFrame: first.frame,
  lastFrame: last.frame,
  packetsThere: fromClient.packets,
  packetsBack: fromServer.packets,
  octetsThere: fromClient.dataOctets,
  octetsBack: fromServer.dataOctets,
});
