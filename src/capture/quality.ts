import { basename } from "node:path";
import type { EpochMs } from "../base/index.ts";
import type { CapturedFlow, CaptureQuality } from "../evidence/index.ts";
import { type CaptureInterface, linkTypeName } from "../wire/index.ts";
import type { CaptureAnalysis } from "./capture-analysis.ts";
import type { CaptureRead } from "./open-capture.ts";

/** Nanoseconds of a millisecond. */
const NS = 1e6;

/** What was read of a capture, and the connections in it. */
interface CaptureSeen {
  readonly source: string;
  readonly read: CaptureRead;
  readonly analysis: CaptureAnalysis;
  readonly flows: readonly CapturedFlow[];
}

/** How well a capture was made, by its file and by what is in it. */
export function qualityOf({ source, read, analysis, flows }: CaptureSeen): CaptureQuality {
  const { counts, tracks } = analysis;
  const interfaces = read.reader?.interfaces ?? [];
  const sum = (numberOf: (flow: CapturedFlow) => number) =>
    flows.reduce((total, flow) => total + numberOf(flow), 0);
  const ofSides = (name: "missedByCapture" | "duplicateFrames" | "superFrames") =>
    sum(({ fromClient, fromServer }) => fromClient[name] + fromServer[name]);
  return {
    file: source === "-" ? "-" : basename(source),
    format: read.reader?.format ?? "pcap",
    compression: read.compression,
    linkTypes: [...new Set(interfaces.map(({ linkType }) => linkTypeName(linkType)))],
    frames: counts.frames,
    capturedOctets: counts.capturedOctets,
    wireOctets: counts.wireOctets,
    from: startOf(analysis),
    took: counts.latest / NS,
    tcp: counts.tcp,
    udp: counts.udp,
    icmp: counts.icmp,
    fragments: counts.fragments,
    other: counts.other,
    flows: flows.length + (tracks?.givenUp ?? 0),
    flowsLeftOut: tracks?.leftOut ?? 0,
    cutFrames: counts.cut,
    dropped: droppedOf(interfaces),
    missedSegments: ofSides("missedByCapture"),
    duplicateFrames: ofSides("duplicateFrames"),
    misorderedFrames: counts.misordered,
    clockSetBack: counts.setBack,
    clockLeaps: counts.leaps,
    oneDirectionFlows: sum((flow) => Number(isOneDirection(flow))),
    superFrames: ofSides("superFrames"),
    damage: read.damage === null ? null : { fileOffset: read.damage.fileOffset, what: read.damage.what },
  };
}

/** When the first frame was captured. */
export const startOf = ({ counts }: CaptureAnalysis): EpochMs =>
  counts.baseSeconds * 1000 + counts.baseNanos / NS;

function droppedOf(interfaces: readonly CaptureInterface[]): number | null {
  const known = interfaces.flatMap(({ dropped }) => (dropped === null ? [] : [dropped]));
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

/** Both ends have spoken, as the one end's packets show, and only one of them is in the capture. A lone SYN is no such flow. */
function isOneDirection({ fromClient, fromServer, completeness, syns }: CapturedFlow): boolean {
  const isOne = (fromClient.packets === 0) !== (fromServer.packets === 0);
  return isOne && fromClient.packets + fromServer.packets > 1 && !(completeness === 1 && syns.length > 0);
}
