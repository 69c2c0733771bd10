import type { AnalysisFlag, CapturedFlow, Endpoint, FlowSide, FrameMark } from "../../evidence/index.ts";
import { ANALYSIS_FLAGS } from "../tcp/analysis-flags.ts";
import { isAfter } from "../tcp/sequence.ts";
import { NOTHING } from "./added.ts";
import type { FlowTrack } from "./flow-track.ts";
import { LongestPause, markOf, NS, pauseOf } from "./pauses.ts";
import type { SideTrack } from "./side-track.ts";
import { ttlsOf } from "./ttls.ts";

/** What most flows have in common, once for all of them. */
const NEVER_CLOSED: FlowSide["closedWindow"] = { times: 0, total: 0, longest: null, isClosedAtEnd: false };
const NO_FLAGS: Partial<Record<AnalysisFlag, number>> = {};

/** The ends of a conversation as its key has them, and the steps that it made. */
interface FlowFacts {
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
  const { lastFrame, lastAt } = track.latest;
  const last = markOf(lastFrame, lastAt);
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
    resets: track.resets?.seen ?? NOTHING,
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
  const { copies, holes } = own;
  return {
    packets: own.packets,
    wireOctets: own.wireOctets,
    dataOctets: own.dataOctets,
    flags: flagsOf(own),
    synTtl: known(own.synTtl),
    ttls: ttlsByFrequency(own),
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
    copyWaits: copies?.mostWaits.map((wait) => wait / NS) ?? NOTHING,
    mostCopiesAcknowledged: copies?.mostAcknowledged ?? false,
    lostBehind: own.lostBehind,
    lostBefore: holes?.lostBefore ?? 0,
    reordered: holes?.reordered ?? 0,
    missedByCapture: holes?.missedByCapture ?? 0,
    duplicateFrames: own.duplicateFrames,
    superFrames: own.superFrames,
    congestionMarks: own.congestionMarks,
    congestionEchoes: own.congestionEchoes,
    closedWindow:
      closedWindow === null
        ? NEVER_CLOSED
        : {
            times: closedWindow.times,
            total: closedWindow.total / NS,
            longest: closedWindow.longest,
            isClosedAtEnd: isClosed,
          },
    thinking: {
      turns: own.thinking?.times ?? 0,
      total: (own.thinking?.total ?? 0) / NS,
      longest: own.thinking?.longest ?? null,
      first:
        own.askedAt < 0 ? null : pauseOf(own.askedFrame, own.askedAt, own.firstDataFrame, own.firstDataAt),
    },
    mostInFlight: own.mostInFlight,
    unacknowledgedAtEnd:
      own.hasNext && peer.hasAck && isAfter(own.next, peer.ack) ? (own.next - peer.ack) | 0 : 0,
    keepAliveInterval: own.keepAliveInterval < 0 ? null : own.keepAliveInterval / NS,
    keepAlives: own.keepAlives,
    firstData: own.firstDataAt < 0 ? null : markOf(own.firstDataFrame, own.firstDataAt),
    lastData: own.lastDataAt < 0 ? null : markOf(own.lastDataFrame, own.lastDataAt),
    lastAt: own.lastAt < 0 ? null : own.lastAt / NS,
    beganWith: own.beganWith,
    finAt: own.finAt < 0 ? null : markOf(own.finFrame, own.finAt),
  };
}

const known = (value: number): number | null => (value < 0 ? null : value);

function ttlsByFrequency(own: SideTrack): readonly number[] {
  if (own.otherTtls === null) return own.ttl < 0 ? [] : [own.ttl];
  return ttlsOf(own)
    .toSorted((a, b) => b.count - a.count)
    .map(({ ttl }) => ttl);
}

function flagsOf(own: SideTrack): Partial<Record<AnalysisFlag, number>> {
  if (own.flags === 0) return NO_FLAGS;
  const named: Partial<Record<AnalysisFlag, number>> = {};
  for (let index = 0; index < ANALYSIS_FLAGS.length; index += 1) {
    const name = ANALYSIS_FLAGS[index];
    const count = own.timesFlagged(index);
    if (name !== undefined && count > 0) named[name] = count;
  }
  return named;
}
