import type { FlowSide } from "../../evidence/index.ts";
import type { Packet } from "../../wire/index.ts";
import { ANALYSIS_FLAGS, flagBit } from "../tcp/analysis-flags.ts";
import type { TcpHeader } from "../tcp/header.ts";
import { control, isAfter, isBefore } from "../tcp/sequence.ts";
import { Copies } from "./copies.ts";
import { firstOctetsOf } from "./first-octets.ts";
import { Holes } from "./holes.ts";
import { LongestPause, NEVER } from "./pauses.ts";
import { Ttls } from "./ttls.ts";

/** One packet of a flow, as a track is handed it; the same object again and again. */
export interface TrackedPacket {
  packet: Packet;
  header: TcpHeader;
  /** Flags of the sequence analysis. */
  mask: number;
  frame: number;
  /** Nanoseconds since the first frame. */
  now: number;
  wireOctets: number;
  /** See `TcpAnalysis.repeatedAfter`. */
  repeatedAfter: number;
}

/** Another copy of a frame follows within a millisecond: a mirror port or a second interface, and no stack. */
const COPY_WITHIN = 1e6;
/** The largest payload of a packet of a link without offload: 9,000 octets of a jumbo frame less headers. */
const LARGEST_PAYLOAD = 8_960;
const REPEATED = flagBit.retransmission | flagBit.out_of_order;

/** What one end sends, kept while a capture is read. Times in nanoseconds since the first frame. */
export class SideTrack {
  packets = 0;
  wireOctets = 0;
  dataOctets = 0;
  flags: Uint32Array | null = null;
  synTtl = -1;
  synFrame = 0;
  readonly ttls = new Ttls();
  mss = -1;
  scale = -1;
  usesSack = false;
  usesTimestamps = false;
  hasNext = false;
  /** Behind the highest octet seen, and the highest acknowledgement sent. */
  next = 0;
  hasAck = false;
  ack = 0;
  last = {
    frame: 0,
    at: NEVER,
    ipId: -1,
    ipIdBefore: -1,
    ttl: -1,
    sequence: 0,
    ack: 0,
    data: 0,
    bits: 0,
    window: 0,
    tsVal: -1,
    isKeepAlive: false,
  };
  /** What few flows have is made when it is needed. */
  holes: Holes | null = null;
  copies: Copies | null = null;
  lostBehind = 0;
  duplicateFrames = 0;
  superFrames = 0;
  congestionMarks = 0;
  congestionEchoes = 0;
  closedWindow: LongestPause | null = null;
  closedSince = NEVER;
  closedFrame = 0;
  thinking: LongestPause | null = null;
  mostInFlight = 0;
  keepAlives = 0;
  keepAliveAt = NEVER;
  keepAliveInterval = NEVER;
  firstDataFrame = 0;
  firstDataAt = NEVER;
  lastDataFrame = 0;
  lastDataAt = NEVER;
  finFrame = 0;
  finAt = NEVER;
  beganWith: FlowSide["beganWith"] = null;
  rttSamples = 0;
  rttLeast = Number.POSITIVE_INFINITY;
  rttSum = 0;
  rttMost = NEVER;
  largestAcknowledged = 0;
  private timedEnd = 0;
  private timedAt = NEVER;
  private largerEnd = 0;
  private larger = 0;

  /** Whether the packet is the one before once more. It counts for nothing else then. */
  isCopy({ packet, header, now }: TrackedPacket): boolean {
    const { last } = this;
    const isSame =
      last.at >= 0 &&
      packet.ipId > 0 &&
      packet.ipId === last.ipId &&
      header.sequence === last.sequence &&
      header.acknowledgement === last.ack &&
      header.data === last.data &&
      header.bits === last.bits &&
      Math.abs(packet.ttl - last.ttl) <= 1 &&
      now - last.at < COPY_WITHIN;
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
    else if ((header.bits & control.rst) === 0) this.ttls.add(packet.ttl, seen.frame);
    if ((packet.trafficClass & 3) === 3) this.congestionMarks += 1;
    if ((header.bits & (control.ece | control.syn)) === control.ece) this.congestionEchoes += 1;
    if (header.data > 0) this.carry(seen, peer);
    this.advance(header);
    if ((header.bits & control.ack) !== 0 && (header.bits & control.rst) === 0)
      this.acknowledge(header.acknowledgement, peer, now);
    this.announce(seen);
    if ((mask & flagBit.keep_alive) !== 0) this.keepAlive(now);
    if ((header.bits & control.fin) !== 0 && this.finAt < 0) {
      this.finAt = now;
      this.finFrame = seen.frame;
    }
    this.remember(seen);
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
    const { now, frame, header } = seen;
    if (peer.lastDataAt >= 0 && peer.lastDataAt > this.lastDataAt)
      this.thinks(peer.lastDataFrame, peer.lastDataAt, frame, now);
    if (this.firstDataAt < 0) {
      this.firstDataAt = now;
      this.firstDataFrame = frame;
      this.beganWith = firstOctetsOf(seen);
    }
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

  private acknowledge(ack: number, peer: SideTrack, now: number): void {
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
    this.flags ??= new Uint32Array(ANALYSIS_FLAGS.length);
    for (let index = 0; index < ANALYSIS_FLAGS.length; index += 1) {
      if ((mask & (1 << index)) !== 0) this.flags[index] = (this.flags[index] ?? 0) + 1;
    }
  }

  private remember({ packet, header, now, frame, mask }: TrackedPacket): void {
    const { last } = this;
    last.frame = frame;
    last.at = now;
    last.ipIdBefore = last.ipId;
    last.ipId = packet.ipId;
    last.ttl = packet.ttl;
    last.sequence = header.sequence;
    last.ack = header.acknowledgement;
    last.data = header.data;
    last.bits = header.bits;
    last.window = header.window;
    last.tsVal = header.options.tsVal;
    last.isKeepAlive = (mask & flagBit.keep_alive) !== 0;
  }
}

const orderOf = ({ packet, header, now }: TrackedPacket) => ({
  ipId: packet.ipId,
  tsVal: header.options.tsVal,
  now,
});
