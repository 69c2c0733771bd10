import type { Endpoint } from "../../evidence/index.ts";
import { Stream } from "../stream/stream.ts";
import type { Before, ConnectionFacts, ConnectionReader, End } from "./connection-reader.ts";
import { otherEnd } from "./connection-reader.ts";
import { FIRST_OCTETS, type Recognized, recognize } from "./first-octets.ts";

/** Fewer octets than this are not enough to know a protocol by. */
const ENOUGH = 14;
/** Turns of the ends, and pieces in each, in which a protocol is looked for before the connection is given up. */
const MOST_TURNS = 16;
const MOST_PIECES = 64;
/** Protocols that can follow each other in one piece. */
const MOST_HAND_OVERS = 4;

/** Makes the reader of a protocol that was recognized. */
export type MakeReader = (recognized: Recognized, facts: ConnectionFacts, client: End) => ConnectionReader;

/** One connection: puts both directions into order, finds out what is spoken, and hands it to that protocol's reader. */
export class Connection implements ConnectionFacts {
  readonly stream: number;
  readonly ends: readonly [Endpoint, Endpoint];
  readonly isWholeFromStart: boolean;
  readonly streams: readonly [Stream, Stream];
  before: Before = null;
  reader: ConnectionReader | null = null;
  /** A protocol was recognized on it at some time. */
  isKnown = false;
  /** No protocol is known here: its octets need not be put into order any more. */
  isGivenUp = false;
  /** RST, or FIN of both ends. */
  isOver = false;
  private finOf = 0;
  private readonly make: MakeReader;
  private readonly client: End | null;
  private first: Uint8Array<ArrayBuffer> | null = null;
  private turnOf: End = 0;
  private turns = 0;
  private pieces = 0;

  constructor(
    facts: Pick<ConnectionFacts, "stream" | "ends">,
    client: End | null,
    make: MakeReader,
  ) {
    this.stream = facts.stream;
    this.ends = facts.ends;
    this.client = client;
    this.isWholeFromStart = client !== null;
    this.make = make;
    this.streams = [this.direction(0), this.direction(1)];
  }

  handOver(before: Before): void {
    this.reader?.finish(0);
    this.reader = null;
    this.before = before;
    this.turns = 0;
    this.pieces = 0;
    this.first = null;
  }

  /** FIN or RST of an end. */
  ended(end: End, how: "fin" | "reset", frame: number, now: number): void {
    this.finOf |= how === "fin" ? 1 << end : 0;
    this.isOver ||= how === "reset" || this.finOf === 3;
    this.reader?.ended(end, how, frame, now);
  }

  /** Nothing more will come. */
  finish(frame: number, now: number): void {
    for (const stream of this.streams) stream.close(frame, now);
    this.reader?.finish(now);
    this.reader = null;
  }

  private direction(end: End): Stream {
    return new Stream({
      read: (octets, frame, now) => this.deliver(end, octets, frame, now),
      skip: (octets, frame, now) => {
        this.first = null;
        this.reader?.skip(end, octets, frame, now);
      },
    });
  }

  private deliver(end: End, octets: Uint8Array, frame: number, now: number): void {
    let rest = octets;
    for (let protocols = 0; protocols < MOST_HAND_OVERS && rest.length > 0; protocols += 1) {
      if (this.reader === null) rest = this.look(end, rest);
      if (this.reader === null) return;
      const taken = this.reader.read(end, rest, frame, now);
      if (taken >= rest.length) return;
      rest = rest.subarray(taken);
    }
  }

  /** Looks for a protocol in first octets; gives back those that are to be read. */
  private look(end: End, octets: Uint8Array): Uint8Array {
    if (end !== this.turnOf) {
      this.turnOf = end;
      this.turns += 1;
      this.pieces = 0;
      this.first = null;
    }
    this.pieces += 1;
    const all = this.first === null ? octets : Buffer.concat([this.first, octets]);
    this.first = null;
    const [one, other] = this.ends;
    const found = recognize(all, Math.min(one.port, other.port));
    if (found !== null && this.mayBegin(found)) {
      this.isKnown = true;
      this.reader = this.make(found, this, this.clientOf(found, end));
      return all;
    }
    if (all.length < ENOUGH && all.length < FIRST_OCTETS) this.first = Uint8Array.from(all);
    if (this.turns > MOST_TURNS || this.pieces > MOST_PIECES) this.isGivenUp = true;
    return octets;
  }

  /** Behind the beginning of a connection only TLS begins, by its ClientHello; where the beginning is not there, all may. */
  private mayBegin({ protocol, sender }: Recognized): boolean {
    const isBeginning = this.turns <= 1 && this.pieces === 1;
    if (isBeginning || !this.isWholeFromStart || this.before !== null) return true;
    return protocol === "tls" ? sender === "client" : this.turns <= 1 && this.pieces <= 2;
  }

  private clientOf({ sender }: Recognized, end: End): End {
    if (sender !== "unknown") return sender === "client" ? end : otherEnd(end);
    const [one, other] = this.ends;
    return this.client ?? (one.port < other.port ? 1 : 0);
  }
}
