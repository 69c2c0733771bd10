import type { AnalysisFlag, CapturedFlow, Endpoint, FlowSide, FrameMark } from "../../evidence/index.ts";
import { ANALYSIS_FLAGS } from "../tcp/analysis-flags.ts";
import { isAfter } from "../tcp/sequence.ts";
import type { FlowTrack } from "./flow-track.ts";
import { LongestPause, markOf, NS } from "./pauses.ts";
import type { SideTrack } from "./side-track.ts";

/** The ends of a conversation as its key has them, and the steps that it made. */
export interface FlowFacts {
  readonly ends: readonly [Endpoint, Endpoint];
  readonly completeness: number;
}

/** What a track says of its flow, as plain data. */
export function summarize(track: FlowTrack, { ends, completeness }: FlowFacts): CapturedFlow {
  const byPort = ends[0].port < ends[1].port ? 1 : 0;
  const client: 0 | 1 = track.clientSide === -1 ? byPort : track.clientSide;
  const server = client === 0 ? 1 : 0;
  const sides = [track.one, track.other] as const;
  const [syn, synAck] = [track.syns.at(-1) ?? null, track.synAcks[0] ?? null];
  const first = markOf(track.firstFrame, track.firstAt);
  const last = markOf(track.lastFrame, track.lastAt);
  return {
    stream: track.stream,
    client: ends[client],
    server: ends[server],
    clientKnownBy: track.clientKnownBy,
    first,
    last,
    syns: track.syns,
    synAcks: track.synAcks,
    firstAck: track.firstAck,
    serverRoundTrip: roundTrip(syn, synAck, track.syns.length === 1),
    clientRoundTrip: roundTrip(synAck, track.firstAck, track.synAcks.length === 1),
    completeness,
    fromClient: sideOf(sides[client], sides[server], last),
    fromServer: sideOf(sides[server], sides[client], last),
    resets: track.resets?.seen ?? [],
    icmpErrors: track.icmpErrors,
    stalls: track.stalls,
    longestSilence: track.silence?.longest ?? null,
    reusesPorts: track.reusesPorts,
    vlan: track.vlan < 0 ? null : track.vlan,
    tunnels: track.tunnels,
  };
}

/** Where a step was repeated it is not known which copy was answered. */
function roundTrip(
  asked: FrameMark | null,
  answered: FrameMark | null,
  wasAskedOnce: boolean,
): number | null {
  if (asked === null || answered === null || !wasAskedOnce || answered.at < asked.at) return null;
  return answered.at - asked.at;
}

function sideOf(own: SideTrack, peer: SideTrack, last: FrameMark): FlowSide {
  const isClosed = own.closedSince >= 0;
  // A flow is looked at while it goes on, too: the window's pause ends here for this look alone.
  const closedWindow = isClosed
    ? (own.closedWindow ?? new LongestPause()).and(own.closedFrame, own.closedSince, last.frame, last.at * NS)
    : own.closedWindow;
  const byFrequency = own.ttls.all.toSorted((a, b) => b.count - a.count);
  const { copies, holes } = own;
  return {
    packets: own.packets,
    wireOctets: own.wireOctets,
    dataOctets: own.dataOctets,
    flags: flagsOf(own.flags),
    synTtl: known(own.synTtl),
    ttls: byFrequency.map(({ ttl }) => ttl),
    mss: known(own.mss),
    windowShift: known(own.scale),
    usesSack: own.usesSack,
    usesTimestamps: own.usesTimestamps,
    roundTrips:
      own.rttSamples === 0
        ? null
        : {
            samples: own.rttSamples,
            least: own.rttLeast / NS,
            mean: own.rttSum / own.rttSamples / NS,
            most: own.rttMost / NS,
          },
    largestAcknowledged: own.largestAcknowledged,
    smallestRepeated: copies === null || copies.smallest === 0 ? null : copies.smallest,
    largestRepeated: copies === null || copies.largest === 0 ? null : copies.largest,
    mostCopies: copies?.most ?? 1,
    mostCopiesOctets: copies?.mostOctets ?? 0,
    copyWaits: copies?.mostWaits.map((wait) => wait / NS) ?? [],
    mostCopiesAcknowledged: copies?.mostAcknowledged ?? false,
    lostBehind: own.lostBehind,
    lostBefore: holes?.lostBefore ?? 0,
    reordered: holes?.reordered ?? 0,
    missedByCapture: holes?.missedByCapture ?? 0,
    duplicateFrames: own.duplicateFrames,
    superFrames: own.superFrames,
    congestionMarks: own.congestionMarks,
    congestionEchoes: own.congestionEchoes,
    closedWindow: {
      times: closedWindow?.times ?? 0,
      total: (closedWindow?.total ?? 0) / NS,
      longest: closedWindow?.longest ?? null,
      isClosedAtEnd: isClosed,
    },
    thinking: {
      turns: own.thinking?.times ?? 0,
      total: (own.thinking?.total ?? 0) / NS,
      longest: own.thinking?.longest ?? null,
    },
    mostInFlight: own.mostInFlight,
    unacknowledgedAtEnd:
      own.hasNext && peer.hasAck && isAfter(own.next, peer.ack) ? (own.next - peer.ack) | 0 : 0,
    keepAliveInterval: own.keepAliveInterval < 0 ? null : own.keepAliveInterval / NS,
    keepAlives: own.keepAlives,
    firstData: own.firstDataAt < 0 ? null : markOf(own.firstDataFrame, own.firstDataAt),
    lastData: own.lastDataAt < 0 ? null : markOf(own.lastDataFrame, own.lastDataAt),
    lastAt: own.last.at < 0 ? null : own.last.at / NS,
    beganWith: own.beganWith,
    finAt: own.finAt < 0 ? null : markOf(own.finFrame, own.finAt),
  };
}

const known = (value: number): number | null => (value < 0 ? null : value);

function flagsOf(counts: Uint32Array | null): Partial<Record<AnalysisFlag, number>> {
  const named: Partial<Record<AnalysisFlag, number>> = {};
  if (counts === null) return named;
  for (const [index, name] of ANALYSIS_FLAGS.entries()) {
    const count = counts[index] ?? 0;
    if (count > 0) named[name] = count;
  }
  return named;
}
