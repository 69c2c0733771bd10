import type { CapturedFlow, FrameMark, Pause, Side } from "../../evidence/index.ts";
import { flagBit } from "../tcp/analysis-flags.ts";
import { control, isAfter } from "../tcp/sequence.ts";
import { added, NOTHING } from "./added.ts";
import { LongestPause, markOf, NEVER, pauseOf } from "./pauses.ts";
import { ResetTrack } from "./reset-track.ts";
import { sendInOrder } from "./send-in-order.ts";
import { TimeRows } from "./side-times.ts";
import { SideTrack, type TrackedPacket } from "./side-track.ts";

/** Marks that are kept of the SYNs and of the SYN-ACKs, and ICMP errors of one flow. */
const MOST_MARKS = 8;
/** Stalls that are kept of one flow, and how long nothing must move to be one: 150 ms, less than any retransmission timer's floor (200 ms) on Linux. */
const MOST_STALLS = 64;
const STALL = 150e6;

/** An end that has sent nothing. What the other end does changes it no more than any end without data on the way. */
const SILENT = new SideTrack(new TimeRows(1));

/** One TCP connection, kept while a capture is read. Side 0 is the first end of the conversation's key. */
export class FlowTrack {
  /** Side 0 and side 1. */
  one = SILENT;
  other = SILENT;
  firstFrame = 0;
  firstAck: FrameMark | null = null;
  synAcks: readonly FrameMark[] = NOTHING;
  resets: ResetTrack | null = null;
  /** Which side is the client; -1 while only the ports can tell. */
  clientSide: -1 | 0 | 1 = -1;
  firstAt = NEVER;
  readonly stream: number;
  readonly reusesPorts: boolean;
  readonly vlan: number;
  readonly tunnels: number;
  readonly version: 0 | 4 | 6;
  syns: readonly FrameMark[] = NOTHING;
  icmpErrors: CapturedFlow["icmpErrors"] = NOTHING;
  silence: LongestPause | null = null;
  stalls: readonly Pause[] = NOTHING;
  clientKnownBy: CapturedFlow["clientKnownBy"] = "port";

  private readonly rows: TimeRows;

  constructor(stream: number, { packet, mask }: TrackedPacket, rows: TimeRows) {
    this.rows = rows;
    this.stream = stream;
    this.reusesPorts = (mask & flagBit.reused_ports) !== 0;
    this.vlan = packet.vlan;
    this.tunnels = packet.tunnels;
    this.version = packet.version;
  }

  /** Takes in one packet of the flow; side 0 or 1 sent it. */
  see(seen: TrackedPacket, side: 0 | 1): void {
    if (this.goesOn(seen, side)) return;
    const { now, frame, header } = seen;
    let own = side === 0 ? this.one : this.other;
    if (own === SILENT) own = this.hear(side);
    const peer = side === 0 ? this.other : this.one;
    if (own.isCopy(seen)) return;
    this.note(seen);
    const { bits } = header;
    if ((bits & control.syn) !== 0) this.open(seen, side);
    else if (
      this.firstAck === null &&
      this.synAcks.length > 0 &&
      side === this.clientSide &&
      (bits & control.ack) !== 0
    ) {
      this.firstAck = markOf(frame, now);
    }
    if ((bits & control.rst) !== 0) {
      this.resets ??= new ResetTrack();
      this.resets.reset(seen, this.nameOf(side, header), own, peer);
    } else if (this.resets !== null) this.resets.packet(seen, this.nameOf(side, header));
    own.send(seen, peer);
  }

  /** The packet goes on with what was going on: it is of a connection that is open, without a pause before it. */
  private goesOn(seen: TrackedPacket, side: 0 | 1): boolean {
    const { one, other } = this;
    const own = side === 0 ? one : other;
    const isOpen = this.firstAck !== null || this.synAcks.length === 0;
    if (own === SILENT || !isOpen || this.resets !== null || seen.now - this.latest.lastAt >= STALL)
      return false;
    return sendInOrder(own, side === 0 ? other : one, seen);
  }

  /** The end that sent the last packet. */
  get latest(): SideTrack {
    return this.one.lastFrame > this.other.lastFrame ? this.one : this.other;
  }

  /** What holds its times is free for other flows. */
  close(): void {
    if (this.one !== SILENT) this.rows.give(this.one.row);
    if (this.other !== SILENT) this.rows.give(this.other.row);
  }

  private hear(side: 0 | 1): SideTrack {
    const own = new SideTrack(this.rows);
    if (side === 0) this.one = own;
    else this.other = own;
    return own;
  }

  private note({ now, frame }: TrackedPacket): void {
    if (this.firstFrame === 0) {
      this.firstAt = now;
      this.firstFrame = frame;
      return;
    }
    const { lastAt, lastFrame } = this.latest;
    if (now - lastAt < STALL) return;
    this.silence ??= new LongestPause();
    this.silence.add(lastFrame, lastAt, frame, now);
    const { one, other } = this;
    if (!isWaiting(one, other) && !isWaiting(other, one)) return;
    if (this.stalls.length < MOST_STALLS)
      this.stalls = added(this.stalls, pauseOf(lastFrame, lastAt, frame, now));
  }

  private open({ header, frame, now }: TrackedPacket, side: 0 | 1): void {
    const isAnswer = (header.bits & control.ack) !== 0;
    const marks = isAnswer ? this.synAcks : this.syns;
    if (marks.length < MOST_MARKS) {
      const more = added(marks, markOf(frame, now));
      if (isAnswer) this.synAcks = more;
      else this.syns = more;
    }
    if (this.clientKnownBy === "syn") return;
    this.clientKnownBy = isAnswer ? "syn-ack" : "syn";
    this.clientSide = isAnswer === (side === 1) ? 0 : 1;
  }

  /** The name of a side, by the ports of one of its packets where no SYN told. */
  private nameOf(side: 0 | 1, header: TrackedPacket["header"]): Side {
    if (this.clientSide >= 0) return side === this.clientSide ? "client" : "server";
    return header.sourcePort < header.destinationPort ? "server" : "client";
  }
}

/** An end has sent what the other has not acknowledged. */
const isWaiting = (own: SideTrack, peer: SideTrack): boolean =>
  own.hasNext && peer.hasAck && isAfter(own.next, peer.ack);
