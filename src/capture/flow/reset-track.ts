import type { PacketSent, ResetSeen, Side, TtlSeen } from "../../evidence/index.ts";
import { control, isAfter } from "../tcp/sequence.ts";
import { markOf, NS } from "./pauses.ts";
import type { SideTrack, TrackedPacket } from "./side-track.ts";
import { ttlsOf } from "./ttls.ts";

/** Resets whose looks are kept of one flow. */
const MOST_RESETS = 8;

/** Milliseconds after a reset in which its end goes on if it did not send it. Weaver, Sommer, Paxson: NDSS 2009. */
const STILL_THE_SAME = 2_000;

type Draft = { -readonly [K in keyof ResetSeen]: ResetSeen[K] };

/** What came next of both ends when a reset was seen, against which what comes later is new. */
interface Limits {
  readonly draft: Draft;
  readonly claimedNext: number;
  readonly peerNext: number;
  /** The ports were used again: what comes now is of another connection. */
  isOver: boolean;
}

/** The resets of one flow, and what came after them. */
export class ResetTrack {
  private readonly kept: Limits[] = [];

  /** Keeps what a reset looks like; called before the packet is taken into its side. */
  reset(seen: TrackedPacket, claims: Side, own: SideTrack, peer: SideTrack): void {
    if (this.kept.length === MOST_RESETS) return;
    const { header } = seen;
    const draft = { ...looks(seen, claims, own, peer), ...bearings(seen, own, peer), ...untouched };
    const earlier = this.kept.findLast(({ draft: { claims: end } }) => end === claims)?.draft;
    // What it is compared with is no other reset: that may have been made by the same stranger.
    if (earlier !== undefined && own.lastFrame === earlier.mark.frame) Object.assign(draft, before(earlier));
    // The number of the reset itself can lie behind all that was seen: the capture may have missed data before it.
    const isAhead = own.hasNext && isAfter(header.sequence, own.next);
    this.kept.push({
      draft,
      claimedNext: own.hasNext && !isAhead ? own.next : header.sequence,
      peerNext: peer.hasNext ? peer.next : header.acknowledgement,
      isOver: false,
    });
  }

  /** A packet that is no reset came from an end. */
  packet({ header, frame, now }: TrackedPacket, side: Side): void {
    const isSyn = (header.bits & control.syn) !== 0;
    const hasAck = (header.bits & control.ack) !== 0;
    const end = (header.sequence + header.data) | 0;
    for (const one of this.kept) {
      one.isOver ||= isSyn && !hasAck;
      if (one.isOver) continue;
      const { draft, claimedNext, peerNext } = one;
      const acknowledgesNew =
        hasAck && isAfter(header.acknowledgement, draft.claims === side ? peerNext : claimedNext);
      if (acknowledgesNew && !isSyn) draft.goesOn ??= markOf(frame, now);
      if (draft.claims !== side) continue;
      draft.packetAfter ??= markOf(frame, now);
      if (header.data > 0) draft.dataAfter ??= markOf(frame, now);
      if (isSyn) continue;
      draft.lastAfter = markOf(frame, now);
      const isSoon = now / NS - draft.mark.at <= STILL_THE_SAME;
      if (isSoon && header.data > 0 && isAfter(end, claimedNext)) draft.newDataAfter = markOf(frame, now);
    }
  }

  get seen(): readonly ResetSeen[] {
    return this.kept.map(({ draft }) => draft);
  }
}

const untouched = {
  dataAfter: null,
  packetAfter: null,
  newDataAfter: null,
  lastAfter: null,
  goesOn: null,
} as const;

/** What a reset says of the claimed end's packets before it, times aside. */
const before = ({
  ipIdBefore,
  ipIdStepBefore,
  windowOfClaimed,
  claimedUsesTimestamps,
  claimedFrame,
  claimedSent,
  ttlsOfClaimed,
}: ResetSeen) => ({
  ipIdBefore,
  ipIdStepBefore,
  windowOfClaimed,
  claimedUsesTimestamps,
  claimedFrame,
  claimedSent,
  ttlsOfClaimed,
});

/** The reset's own fields beside those of the packets before it. */
function looks({ header, packet, now, frame }: TrackedPacket, claims: Side, own: SideTrack, peer: SideTrack) {
  const hasAck = (header.bits & control.ack) !== 0;
  const [hasOwn, hasPeer] = [own.lastAt >= 0, peer.lastAt >= 0];
  const { tsVal } = header.options;
  return {
    mark: markOf(frame, now),
    claims,
    hasAck,
    sequenceOffset: own.hasNext ? (header.sequence - own.next) | 0 : null,
    sequenceIsZero: header.sequence === 0,
    answersAck: hasPeer && (peer.lastBits & control.ack) !== 0 && header.sequence === peer.lastAck,
    ackOffset: hasAck && peer.hasNext ? (header.acknowledgement - peer.next) | 0 : null,
    offsetToPeerAck: peer.hasAck ? (header.sequence - peer.ack) | 0 : null,
    ttl: packet.ttl,
    ttlsOfClaimed: ttlsSeen(own),
    ttlOfPeer: hasPeer ? peer.lastTtl : null,
    ipId: packet.ipId,
    ipIdBefore: hasOwn ? own.lastIpId : null,
    ipIdStepBefore: hasOwn && own.ipIdBefore >= 0 ? (own.lastIpId - own.ipIdBefore) & 0xffff : null,
    ipIdOfPeer: hasPeer ? peer.lastIpId : null,
    window: header.window,
    windowOfClaimed: hasOwn ? own.lastWindow : null,
    windowOfPeer: hasPeer ? peer.lastWindow : null,
    hasTimestamps: tsVal >= 0,
    claimedUsesTimestamps: hasOwn && own.lastTsVal >= 0,
    timestampAdvance: tsVal >= 0 && hasOwn && own.lastTsVal >= 0 ? (tsVal - own.lastTsVal) | 0 : null,
    dataOctets: header.data,
  } satisfies Partial<ResetSeen>;
}

/** Where in the connection it came. */
function bearings({ header, now }: TrackedPacket, own: SideTrack, peer: SideTrack) {
  const lastAt = Math.max(own.lastAt, peer.lastAt);
  const [hasOwn, hasPeer] = [own.lastAt >= 0, peer.lastAt >= 0];
  const hasAck = (header.bits & control.ack) !== 0;
  const acknowledged = hasAck ? header.acknowledgement : own.ack;
  const peerAwaitsAnswer = peer.lastDataAt > own.lastDataAt;
  const dataAt = Math.max(own.lastDataAt, peer.lastDataAt);
  return {
    sincePeer: hasPeer ? (now - peer.lastAt) / NS : null,
    peerFrame: hasPeer ? peer.lastFrame : null,
    peerSent: hasPeer ? sentOf(peer) : null,
    sinceClaimed: hasOwn ? (now - own.lastAt) / NS : null,
    claimedFrame: hasOwn ? own.lastFrame : null,
    claimedSent: hasOwn ? sentOf(own) : null,
    idleBefore: lastAt < 0 ? 0 : (now - lastAt) / NS,
    peerAwaitsAnswer,
    quietBefore:
      peerAwaitsAnswer && own.lastDataAt >= 0
        ? (peer.lastDataAt - own.lastDataAt) / NS
        : dataAt < 0
          ? null
          : (now - dataAt) / NS,
    unacknowledgedOfClaimed:
      own.hasNext && peer.hasAck && isAfter(own.next, peer.ack) ? (own.next - peer.ack) | 0 : 0,
    unacknowledgedOfPeer:
      peer.hasNext && (hasAck || own.hasAck) && isAfter(peer.next, acknowledged)
        ? (peer.next - acknowledged) | 0
        : 0,
    leastRoundTrip: Number.isFinite(peer.rttLeast) ? peer.rttLeast / NS : null,
  } satisfies Partial<ResetSeen>;
}

function ttlsSeen(own: SideTrack): readonly TtlSeen[] {
  const ofSyn =
    own.synTtl < 0 ? [] : [{ ttl: own.synTtl, packets: 1, isHandshake: true, frames: [own.synFrame] }];
  const ofRest = ttlsOf(own).map(({ ttl, count, frame: first }) => {
    const isLatest = own.lastTtl === ttl && own.lastFrame !== first && (own.lastBits & control.rst) === 0;
    return {
      ttl,
      packets: count,
      isHandshake: false,
      frames: isLatest ? [first, own.lastFrame] : [first],
    };
  });
  return [...ofSyn, ...ofRest];
}

function sentOf(own: SideTrack): PacketSent {
  if ((own.lastBits & control.rst) !== 0) return "reset";
  if ((own.lastBits & control.syn) !== 0) return "syn";
  if ((own.lastBits & control.fin) !== 0) return "fin";
  if (own.lastIsKeepAlive) return "keep-alive";
  return own.lastData > 0 ? "data" : "ack";
}
