import { flagBit } from "../tcp/analysis-flags.ts";
import type { TcpHeader } from "../tcp/header.ts";
import { control, isAfter, isBefore } from "../tcp/sequence.ts";
import { Copies } from "./copies.ts";
import { firstOctetsOf } from "./first-octets.ts";
import { Holes } from "./holes.ts";
import { LongestPause, NEVER } from "./pauses.ts";
import { SideFields } from "./side-fields.ts";
import type { TrackedPacket } from "./tracked-packet.ts";
import { OtherTtls } from "./ttls.ts";

export type { TrackedPacket } from "./tracked-packet.ts";

/** Another copy of a frame follows within a millisecond: a mirror port or a second interface, and no stack. */
const COPY_WITHIN = 1e6;
/** The largest payload of a packet of a link without offload: 9,000 octets of a jumbo frame less headers. */
export const LARGEST_PAYLOAD = 8_960;
const REPEATED = flagBit.retransmission | flagBit.out_of_order;

/** What one end sends, kept while a capture is read. Times in nanoseconds since the first frame. */
export class SideTrack extends SideFields {
  /** Whether the packet is the one before once more. It counts for nothing else then. */
  isCopy({ packet, header, now }: TrackedPacket): boolean {
    if (packet.ipId !== this.lastIpId || packet.ipId <= 0 || header.sequence !== this.lastSequence)
      return false;
    const isSame =
      header.acknowledgement === this.lastAck &&
      header.data === this.lastData &&
      header.bits === this.lastBits &&
      Math.abs(packet.ttl - this.lastTtl) <= 1 &&
      now - this.lastAt < COPY_WITHIN;
    if (isSame) this.duplicateFrames += 1;
    return isSame;
  }

  /** Takes in a packet that this end sent; `peer` is the other end. */
  send(seen: TrackedPacket, peer: SideTrack): void {
    const { packet, header, now, mask } = seen;
    this.packets += 1;
    this.wireOctets += seen.wireOctets;
    this.dataOctets += header.data;
    if (mask > 0) this.countFlags(mask);
    if ((header.bits & control.syn) !== 0) this.open(seen);
    else if ((header.bits & control.rst) === 0) this.countTtl(packet.ttl, seen.frame);
    if ((packet.trafficClass & 3) === 3) this.congestionMarks += 1;
    if ((header.bits & (control.ece | control.syn)) === control.ece) this.congestionEchoes += 1;
    if (header.data > 0) this.carry(seen, peer);
    this.advance(header);
    if ((header.bits & control.ack) !== 0 && (header.bits & control.rst) === 0) this.acknowledge(seen, peer);
    this.announce(seen);
    if ((mask & flagBit.keep_alive) !== 0) this.keepAlive(now);
    if ((header.bits & control.fin) !== 0 && this.finAt < 0) {
      this.finAt = now;
      this.finFrame = seen.frame;
    }
    this.remember(seen);
  }

  private countTtl(ttl: number, frame: number): void {
    if (ttl === this.ttl) this.ttlCount += 1;
    else if (this.ttl < 0) {
      this.ttl = ttl;
      this.ttlCount = 1;
      this.ttlFrame = frame;
    } else {
      this.otherTtls ??= new OtherTtls();
      this.otherTtls.add(ttl, frame);
    }
  }

  private open({ packet, header, now, frame }: TrackedPacket): void {
    this.timedAt = this.synTtl < 0 ? now : NEVER;
    this.timedEnd = (header.sequence + 1) | 0;
    this.synTtl = packet.ttl;
    this.synFrame = frame;
    this.mss = header.options.mss;
    this.scale = header.options.scale;
    this.usesSack = header.options.sackPermitted;
    this.usesTimestamps = header.options.tsVal >= 0;
  }

  /** Data: new, or seen before, or late into a hole. */
  private carry(seen: TrackedPacket, peer: SideTrack): void {
    const { header, now, mask } = seen;
    const end = (header.sequence + header.data) | 0;
    if ((mask & flagBit.keep_alive) !== 0 || (mask & flagBit.zero_window_probe) !== 0) return;
    if (header.data > (peer.mss > 0 ? peer.mss : LARGEST_PAYLOAD)) this.superFrames += 1;
    const isNew = !this.hasNext || isAfter(end, this.next);
    if (this.hasNext && isAfter(header.sequence, this.next)) {
      this.holes ??= new Holes();
      this.holes.open(this.next, header.sequence, orderOf(seen));
    }
    if (isNew && !(this.hasNext && isBefore(header.sequence, this.next))) {
      this.newData(seen, end, peer);
      return;
    }
    if (this.holes?.fill(header.sequence, end, orderOf(seen)) === true) return;
    if ((mask & flagBit.spurious_retransmission) === 0 && (mask & REPEATED) !== 0) this.lostBehind += 1;
    // What was sent twice has no sure time. RFC 6298, section 3 (Karn's algorithm).
    if (isBefore(header.sequence, this.timedEnd)) this.timedAt = NEVER;
    this.copies ??= new Copies();
    this.copies.again(header.sequence, header.data, now, seen.repeatedAfter);
    if (isNew) this.newData(seen, end, peer);
  }

  private newData(seen: TrackedPacket, end: number, peer: SideTrack): void {
    const { now, frame } = seen;
    if (peer.lastDataAt >= 0 && peer.lastDataAt > this.lastDataAt)
      this.thinks(peer.lastDataFrame, peer.lastDataAt, frame, now);
    if (this.firstDataAt < 0) {
      this.askedAt = peer.lastDataAt;
      this.askedFrame = peer.lastDataFrame;
      this.firstDataAt = now;
      this.firstDataFrame = frame;
      this.beganWith = firstOctetsOf(seen);
    }
    this.fly(seen, end, peer);
  }

  /** New data is on its way, up to a sequence number. */
  fly({ now, frame, header }: TrackedPacket, end: number, peer: SideTrack): void {
    this.lastDataAt = now;
    this.lastDataFrame = frame;
    if (this.timedAt < 0) {
      this.timedAt = now;
      this.timedEnd = end;
    }
    if (header.data > this.larger && header.data > this.largestAcknowledged) {
      this.larger = header.data;
      this.largerEnd = end;
    }
    const inFlight = (end - peer.ack) | 0;
    if (peer.hasAck && inFlight > this.mostInFlight) this.mostInFlight = inFlight;
  }

  private thinks(frame: number, at: number, untilFrame: number, untilAt: number): void {
    this.thinking ??= new LongestPause();
    this.thinking.add(frame, at, untilFrame, untilAt);
  }

  private advance(header: TcpHeader): void {
    if ((header.bits & control.rst) !== 0) return;
    const takes = (header.bits & (control.syn | control.fin)) === 0 ? 0 : 1;
    const end = (header.sequence + header.data + takes) | 0;
    if (this.hasNext && !isAfter(end, this.next)) return;
    this.next = end;
    this.hasNext = true;
  }

  /** What of the other end's a packet acknowledges. */
  acknowledge({ header, now }: TrackedPacket, peer: SideTrack): void {
    const ack = header.acknowledgement;
    if (peer.holes !== null) peer.holes.acknowledge(ack);
    if (peer.timedAt >= 0 && !isBefore(ack, peer.timedEnd)) {
      peer.timeRoundTrip(now - peer.timedAt);
      peer.timedAt = NEVER;
    }
    if (peer.larger > 0 && !isBefore(ack, peer.largerEnd)) {
      peer.largestAcknowledged = peer.larger;
      peer.larger = 0;
    }
    if (peer.copies !== null) peer.copies.acknowledge(ack);
    if (!this.hasAck || isAfter(ack, this.ack)) this.ack = ack;
    this.hasAck = true;
  }

  private timeRoundTrip(took: number): void {
    if (took < 0) return;
    this.rttSamples += 1;
    this.rttSum += took;
    this.rttLeast = Math.min(this.rttLeast, took);
    this.rttMost = Math.max(this.rttMost, took);
  }

  private announce({ header, now, frame }: TrackedPacket): void {
    if ((header.bits & (control.syn | control.fin | control.rst)) !== 0) return;
    if (header.window === 0 && this.closedSince < 0) {
      this.closedSince = now;
      this.closedFrame = frame;
    } else if (header.window > 0 && this.closedSince >= 0) {
      this.closedWindow ??= new LongestPause();
      this.closedWindow.add(this.closedFrame, this.closedSince, frame, now);
      this.closedSince = NEVER;
    }
  }

  private keepAlive(now: number): void {
    this.keepAlives += 1;
    const since = now - this.keepAliveAt;
    if (this.keepAliveAt >= 0 && (this.keepAliveInterval < 0 || since < this.keepAliveInterval))
      this.keepAliveInterval = since;
    this.keepAliveAt = now;
  }

  private countFlags(mask: number): void {
    this.flags |= mask;
    for (let rest = mask, index = 0; rest !== 0; rest >>= 1, index += 1)
      if ((rest & 1) !== 0) this.countFlag(index);
  }

  /** Keeps what the next packet is compared with. */
  remember({ packet, header, now, frame, mask }: TrackedPacket): void {
    this.lastFrame = frame;
    this.lastAt = now;
    this.ipIdBefore = this.lastIpId;
    this.lastIpId = packet.ipId;
    this.lastTtl = packet.ttl;
    this.lastSequence = header.sequence;
    this.lastAck = header.acknowledgement;
    this.lastData = header.data;
    this.lastBits = header.bits;
    this.lastWindow = header.window;
    this.lastTsVal = header.options.tsVal;
    this.lastIsKeepAlive = (mask & flagBit.keep_alive) !== 0;
  }
}

const orderOf = ({ packet, header, now }: TrackedPacket) => ({
  ipId: packet.ipId,
  tsVal: header.options.tsVal,
  now,
});
