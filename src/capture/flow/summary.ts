import type { AnalysisFlag, CapturedFlow, Endpoint, FlowSide, FrameMark } from "../../evidence/index.ts";
import { ANALYSIS_FLAGS } from "../tcp/analysis-flags.ts";
import { isAfter } from "../tcp/sequence.ts";
import type { FlowTrack } from "./flow-track.ts";
import { markOf, NS } from "./pauses.ts";
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
    fromClient: sideOf(track.sides[client], track.sides[server], last),
    fromServer: sideOf(track.sides[server], track.sides[client], last),
    resets: track.resets.seen,
    icmpErrors: track.icmpErrors,
    stalls: track.stalls,
    longestSilence: track.silence.longest,
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
  if (isClosed) own.closedWindow.add(own.closedFrame, own.closedSince, last.frame, last.at * NS);
  const byFrequency = own.ttls
    .map((ttl, index) => ({ ttl, count: own.ttlCounts[index] ?? 0 }))
    .toSorted((a, b) => b.count - a.count);
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
    smallestRepeated: copies.smallest === 0 ? null : copies.smallest,
    largestRepeated: copies.largest === 0 ? null : copies.largest,
    mostCopies: copies.most,
    mostCopiesOctets: copies.mostOctets,
    copyWaits: copies.mostWaits.map((wait) => wait / NS),
    mostCopiesAcknowledged: copies.mostAcknowledged,
    lostBehind: own.lostBehind,
    lostBefore: holes.lostBefore,
    reordered: holes.reordered,
    missedByCapture: holes.missedByCapture,
    duplicateFrames: own.duplicateFrames,
    superFrames: own.superFrames,
    congestionMarks: own.congestionMarks,
    congestionEchoes: own.congestionEchoes,
    closedWindow: {
      times: own.closedWindow.times,
      total: own.closedWindow.total / NS,
      longest: own.closedWindow.longest,
      isClosedAtEnd: isClosed,
    },
    thinking: { turns: own.thinking.times, total: own.thinking.total / NS, longest: own.thinking.longest },
    mostInFlight: own.mostInFlight,
    unacknowledgedAtEnd:
      own.hasNext && peer.hasAck && isAfter(own.next, peer.ack) ? (own.next - peer.ack) | 0 : 0,
    keepAliveInterval: own.keepAliveInterval < 0 ? null : own.keepAliveInterval / NS,
    keepAlives: own.keepAlives,
    firstData: own.firstDataAt < 0 ? null : markOf(own.firstDataFrame, own.firstDataAt),
    lastData: own.lastDataAt < 0 ? null : markOf(own.lastDataFrame, own.lastDataAt),
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
