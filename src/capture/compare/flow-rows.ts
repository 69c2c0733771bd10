import type { Packet } from "../../wire/index.ts";
import { Conversations } from "../tcp/conversations.ts";
import { control } from "../tcp/sequence.ts";
import { enlarged } from "./prints.ts";

/** Flows of one capture that are told apart: some 500 octets each, with what the comparison makes of them. */
const MOST_FLOWS = 250_000;

/** Facts of a flow, as bits. */
export const fact = {
  /** The initial sequence number of direction 0 is known, of direction 1. */
  isn0: 1,
  isn1: 2,
  /** Direction 1 is the client's; without a `clientKnown` bit it is a guess by the ports. */
  clientIs1: 4,
  clientKnown: 8,
  /** Direction 0 ended, direction 1. */
  fin0: 16,
  fin1: 32,
  /** A reset, a SYN sent again, an ICMP error, something sent again: worth keeping. */
  troubled: 64,
  /** Its packets were given up for want of room. */
  givenUp: 128,
} as const;

/** Words of a flow's key: two addresses of four words each, and both ports in one; an IPv4 address is its first word. */
export const KEY = 9;
export const PORTS = 8;

/** What is kept of each flow of one protocol. Direction 0 is that of the first end of the conversation's key. */
export class FlowRows {
  readonly conversations = new Conversations(MOST_FLOWS);
  keys = new Int32Array(0);
  facts = new Uint8Array(0);
  /** Two values a flow, one for each direction. */
  isn = new Int32Array(0);
  packets = new Int32Array(0);
  syns = new Uint16Array(0);
  resets = new Uint16Array(0);
  icmpErrors = new Uint16Array(0);
  tooBig = new Uint16Array(0);
  /** The end of the data furthest on, and whether there is one; what lies before was sent again, or late. */
  private next = new Int32Array(0);
  private hasNext = new Uint8Array(0);
  firstFrame = new Uint32Array(0);
  firstTime = new Float64Array(0);
  lastTime = new Float64Array(0);
  private rows = 0;

  get count(): number {
    return this.conversations.count;
  }

  /** The flow and direction of a TCP packet; -1 where there is no room. A SYN with another number begins another flow. */
  ofSegment(
    packet: Packet,
    header: { sourcePort: number; destinationPort: number; sequence: number; bits: number },
  ): number {
    const side = this.side(packet, header.sourcePort, header.destinationPort);
    if (side < 0 || (header.bits & (control.syn | control.rst)) !== control.syn) return side;
    const flow = side >> 1;
    const known = (side & 1) === 0 ? fact.isn0 : fact.isn1;
    const isNewNumber = ((this.facts[flow] ?? 0) & known) !== 0 && this.isn[side] !== header.sequence;
    if ((header.bits & control.ack) !== 0 || !isNewNumber) return side;
    const renewed = this.conversations.renew();
    if (renewed < 0) return -1;
    this.begin(renewed);
    return renewed * 2 + (side & 1);
  }

  /** The flow and direction of a packet, by its addresses and ports alone. */
  side(packet: Packet, sourcePort: number, destinationPort: number): number {
    const { conversations } = this;
    const flow = conversations.find(packet, sourcePort, destinationPort);
    if (flow < 0) return -1;
    if (conversations.isNew) this.begin(flow);
    return flow * 2 + (conversations.isForward ? 0 : 1);
  }

  /** Takes in what a segment says of its flow. */
  learn(side: number, { bits, sequence, data }: { bits: number; sequence: number; data: number }): void {
    const flow = side >> 1;
    const is1 = (side & 1) === 1;
    let facts = this.facts[flow] ?? 0;
    if ((bits & control.rst) !== 0) {
      facts |= fact.troubled;
      this.resets[side] = Math.min(65_535, (this.resets[side] ?? 0) + 1);
    } else if ((bits & control.syn) !== 0) {
      const isAnswer = (bits & control.ack) !== 0;
      const known = is1 ? fact.isn1 : fact.isn0;
      if ((facts & known) !== 0) facts |= fact.troubled;
      this.isn[side] = sequence;
      facts |= known | fact.clientKnown;
      facts = is1 === isAnswer ? facts & ~fact.clientIs1 : facts | fact.clientIs1;
      this.syns[side] = Math.min(65_535, (this.syns[side] ?? 0) + 1);
    }
    if ((bits & control.fin) !== 0) facts |= is1 ? fact.fin1 : fact.fin0;
    if (data > 0) {
      const end = (sequence + data) | 0;
      if (this.hasNext[side] === 1 && ((sequence - (this.next[side] ?? 0)) | 0) !== 0) facts |= fact.troubled;
      if (this.hasNext[side] === 0 || ((end - (this.next[side] ?? 0)) | 0) > 0) this.next[side] = end;
      this.hasNext[side] = 1;
    }
    this.facts[flow] = facts;
  }

  /** Notes a packet of the flow. */
  see(side: number, frame: number, now: number): void {
    const flow = side >> 1;
    if (this.packets[flow * 2] === 0 && this.packets[flow * 2 + 1] === 0) {
      this.firstFrame[flow] = frame;
      this.firstTime[flow] = now;
    }
    this.packets[side] = (this.packets[side] ?? 0) + 1;
    this.lastTime[flow] = now;
  }

  /** Notes an ICMP error that quotes a packet of a direction. */
  noteError(side: number, isTooBig: boolean): void {
    this.facts[side >> 1] = (this.facts[side >> 1] ?? 0) | fact.troubled;
    this.icmpErrors[side] = Math.min(65_535, (this.icmpErrors[side] ?? 0) + 1);
    if (isTooBig) this.tooBig[side] = Math.min(65_535, (this.tooBig[side] ?? 0) + 1);
  }

  /** The direction of the client: its SYN says so, or else the larger port. */
  clientDirection(flow: number): 0 | 1 {
    const facts = this.facts[flow] ?? 0;
    if ((facts & fact.clientKnown) !== 0) return (facts & fact.clientIs1) !== 0 ? 1 : 0;
    const ports = this.keys[flow * KEY + PORTS] ?? 0;
    return ports >>> 16 < (ports & 0xffff) ? 1 : 0;
  }

  private begin(flow: number): void {
    if (flow >= this.rows) this.grow();
    const key = this.conversations.keyOf(flow);
    for (let word = 0; word < KEY; word += 1) this.keys[flow * KEY + word] = key.getInt32(word * 4);
  }

  private grow(): void {
    const rows = Math.max(512, this.rows * 2);
    this.rows = rows;
    this.keys = enlarged(this.keys, new Int32Array(rows * KEY));
    this.facts = enlarged(this.facts, new Uint8Array(rows));
    this.isn = enlarged(this.isn, new Int32Array(rows * 2));
    this.packets = enlarged(this.packets, new Int32Array(rows * 2));
    this.syns = enlarged(this.syns, new Uint16Array(rows * 2));
    this.resets = enlarged(this.resets, new Uint16Array(rows * 2));
    this.icmpErrors = enlarged(this.icmpErrors, new Uint16Array(rows * 2));
    this.tooBig = enlarged(this.tooBig, new Uint16Array(rows * 2));
    this.next = enlarged(this.next, new Int32Array(rows * 2));
    this.hasNext = enlarged(this.hasNext, new Uint8Array(rows * 2));
    this.firstFrame = enlarged(this.firstFrame, new Uint32Array(rows));
    this.firstTime = enlarged(this.firstTime, new Float64Array(rows));
    this.lastTime = enlarged(this.lastTime, new Float64Array(rows));
  }
}
