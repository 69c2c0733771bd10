import type { Packet } from "../../wire/index.ts";
import { flagBit } from "./analysis-flags.ts";
import { stepOf } from "./completeness.ts";
import { Conversations } from "./conversations.ts";
import { acknowledgesUnseen, firstPass } from "./first-pass.ts";
import { createTcpHeader, HEADER_OCTETS, readTcpHeader, type TcpHeader } from "./header.ts";
import { takeInOrder } from "./in-order.ts";
import { learnBase, learnScale } from "./learn.ts";
import { repetition } from "./repetition.ts";
import {
  BASE,
  DUPLICATES,
  FACTS,
  FIRST_RTT,
  HAS_BASE,
  LAST_ACK,
  LAST_ACK_AT,
  LIST,
  MAX_ACK,
  MPTCP,
  NEXT,
  NEXT_AT,
  NUMBERS,
  Rows,
  SENT_KEEP_ALIVE,
  SENT_WINDOW_PROBE,
  SYN_AT,
  TIMES,
  WINDOW,
  WORDS,
} from "./rows.ts";
import { MOST_UNACKNOWLEDGED, Segments } from "./segments.ts";
import { control, isAfter } from "./sequence.ts";

const SYN_ACK = control.syn | control.ack;

/**
 * TCP's sequence analysis, frame by frame, with the answers of Wireshark 4.0. One object serves a whole capture; nothing is made per frame.
 */
export class TcpAnalysis {
  readonly conversations: Conversations;
  readonly rows: Rows;
  /** The frame last analysed: its header, its conversation, and its direction: 0 from the first end of the key, 1 to it. */
  readonly header: TcpHeader = createTcpHeader();
  conversation = -1;
  direction: 0 | 1 = 0;
  /**
   * When the frame to be analysed was captured, in nanoseconds since the first frame of the capture: set before each call. As an argument it
   * would be a new object of V8's heap for each frame.
   */
  now = -0.5;
  /** From the first copy of what this frame repeats, in nanoseconds; -1 where it repeats nothing. */
  repeatedAfter = -0.5;
  readonly segments = new Segments();

  /** @param mostConversations more are counted and not analysed */
  constructor(mostConversations: number) {
    this.conversations = new Conversations(mostConversations);
    this.rows = new Rows(mostConversations);
  }

  /**
   * Analyses a TCP packet; the mask of its flags, or -1 where it is no whole header or there is no room for its conversation.
   */
  analyze(packet: Packet): number {
    const { header } = this;
    if (!this.enter(packet)) return -1;
    if (header.octets > packet.length) return -1;
    if (takeInOrder(this)) {
      this.repeatedAfter = -1;
      return 0;
    }
    let mask = 0;
    if ((header.bits & control.syn) !== 0) {
      mask = this.reuse();
      if (this.conversation < 0) return -1;
    }
    const own = this.conversation * 2 + this.direction;
    learnBase(this.rows.words, header, own);
    mask |= this.judge(own);
    const { steps } = this.rows;
    steps[this.conversation] = (steps[this.conversation] ?? 0) | stepOf(header.bits, header.data);
    if (header.octets < HEADER_OCTETS) return 0;
    this.measure(own);
    learnScale(this.rows.words, header, own);
    return mask;
  }

  /** Finds the conversation of a TCP packet that an ICMP error quotes, or begins it; -1 where it cannot. */
  quote(packet: Packet): number {
    if (!this.enter(packet)) return -1;
    const { steps } = this.rows;
    steps[this.conversation] = (steps[this.conversation] ?? 0) | stepOf(this.header.bits, this.header.data);
    return this.conversation;
  }

  private enter(packet: Packet): boolean {
    const { header, conversations } = this;
    if (!readTcpHeader(packet, header)) return false;
    this.conversation = conversations.find(packet, header.sourcePort, header.destinationPort);
    this.direction = conversations.isForward ? 0 : 1;
    if (this.conversation < 0) return false;
    if (conversations.isNew) this.rows.begin(this.conversation, this.segments);
    return true;
  }

  /** A SYN with another initial sequence number begins a new connection of the same ports. */
  private reuse(): number {
    const { words } = this.rows;
    const f = (this.conversation * 2 + this.direction) * WORDS;
    if (((words[f + FACTS] ?? 0) & HAS_BASE) === 0) return 0;
    const isSynAck = (this.header.bits & SYN_ACK) === SYN_ACK;
    if (words[f + BASE] === this.header.sequence) {
      // Sent again: what it says is judged anew.
      if (!isSynAck) words[f + NEXT] = words[f + MAX_ACK] ?? 0;
      return 0;
    }
    if (isSynAck) words[f + BASE] = this.header.sequence;
    else {
      this.conversation = this.conversations.renew();
      if (this.conversation >= 0) this.rows.begin(this.conversation, this.segments);
    }
    return flagBit.reused_ports;
  }

  private judge(own: number): number {
    const { header, rows, now } = this;
    const { words, numbers } = rows;
    const f = own * WORDS;
    const r = (own ^ 1) * WORDS;
    let mask = firstPass(words, header, f, r);
    if (header.acknowledgement !== words[f + LAST_ACK]) words[f + DUPLICATES] = 0;
    if (acknowledgesUnseen(words, header, r)) mask |= flagBit.ack_lost_segment;
    const isKeepAlive = (mask & flagBit.keep_alive) !== 0;
    const isProbe = (mask & flagBit.zero_window_probe) !== 0;
    const takes = (header.bits & (control.syn | control.fin)) === 0 ? 0 : 1;
    const carries = header.data > 0 || takes === 1;
    this.repeatedAfter = -1;
    if (carries && !isKeepAlive) {
      const firstRtt = rows.times[this.conversation * TIMES + FIRST_RTT] ?? 0;
      const repeated = repetition(rows, header, own, firstRtt, now);
      mask |= repeated;
      if (repeated === flagBit.retransmission) this.repeatedAfter = this.sinceFirstCopy(own);
    }
    let end = (header.sequence + header.data) | 0;
    if (carries && this.segments.count(words, f + LIST) < MOST_UNACKNOWLEDGED) {
      end = (end + takes) | 0;
      this.segments.append(words, f + LIST, header.sequence, end, this);
    }
    if (!isProbe) {
      const next = words[f + NEXT] ?? 0;
      if (next === 0 || isAfter(end, next)) {
        words[f + NEXT] = end;
        numbers[own * NUMBERS + NEXT_AT] = now;
      }
      const maxAck = words[f + MAX_ACK] ?? 0;
      if (maxAck === 0 || maxAck === header.sequence) words[f + MAX_ACK] = words[f + NEXT] ?? 0;
    }
    words[f + WINDOW] = header.window;
    words[f + LAST_ACK] = header.acknowledgement;
    words[f + MPTCP] = header.options.mptcp;
    numbers[own * NUMBERS + LAST_ACK_AT] = now;
    const facts = (words[f + FACTS] ?? 0) & ~(SENT_KEEP_ALIVE | SENT_WINDOW_PROBE);
    words[f + FACTS] = facts | (isKeepAlive ? SENT_KEEP_ALIVE : 0) | (isProbe ? SENT_WINDOW_PROBE : 0);
    return mask;
  }

  private sinceFirstCopy(own: number): number {
    const { words, numbers } = this.rows;
    const sentAt = this.segments.sentAt(words, own * WORDS + LIST, this.header.sequence);
    return this.now - (sentAt < 0 ? (numbers[own * NUMBERS + NEXT_AT] ?? 0) : sentAt);
  }

  /** What an acknowledgement settles. */
  private measure(own: number): void {
    const { now } = this;
    const { words, times } = this.rows;
    const { bits, acknowledgement } = this.header;
    if ((bits & control.ack) !== 0)
      this.segments.acknowledge(words, (own ^ 1) * WORDS + LIST, acknowledgement);
    const row = this.conversation * TIMES;
    if ((bits & SYN_ACK) === control.syn) times[row + SYN_AT] = now;
    else if (
      (bits & SYN_ACK) === control.ack &&
      times[row + FIRST_RTT] === 0 &&
      (times[row + SYN_AT] ?? -1) >= 0
    ) {
      times[row + FIRST_RTT] = now - (times[row + SYN_AT] ?? 0);
    }
  }
}
