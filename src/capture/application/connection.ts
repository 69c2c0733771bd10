import type { Endpoint } from "../../evidence/index.ts";
import { type Moment, Stream, type StreamReader, type WaitingRoom } from "../stream/stream.ts";
import type { Before, ConnectionFacts, ConnectionReader, End } from "./connection-reader.ts";
import { otherEnd } from "./connection-reader.ts";
import { type Recognized, recognize } from "./first-octets.ts";

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
export class Connection implements ConnectionFacts, StreamReader {
  readonly stream: number;
  readonly ends: readonly [Endpoint, Endpoint];
  readonly isWholeFromStart: boolean;
  readonly streams: readonly [Stream, Stream];
  before: Before = null;
  /** When its last packet was seen. */
  lastAt = 0;
  readonly hasSent: [boolean, boolean] = [false, false];
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
  /** Octets came that are not looked at any more. */
  private isBehindFirst = false;
  private turnOf: End = 0;
  private turns = 0;
  private pieces = 0;

  constructor(
    facts: Pick<ConnectionFacts, "stream" | "ends">,
    client: End | null,
    { make, room }: { readonly make: MakeReader; readonly room: WaitingRoom },
  ) {
    this.stream = facts.stream;
    this.ends = facts.ends;
    this.client = client;
    this.isWholeFromStart = client !== null;
    this.make = make;
    this.streams = [new Stream(this, 0, room), new Stream(this, 1, room)];
  }

  handOver(before: Before): void {
    this.reader?.finish(0);
    this.reader = null;
    this.before = before;
    this.turns = 0;
    this.pieces = 0;
    this.first = null;
    this.isBehindFirst = false;
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

  passable(end: End): number {
    return this.reader === null ? 0 : this.reader.passable[end];
  }

  pass(end: End, octets: number, at: Moment): void {
    this.reader?.pass(end, octets, at);
  }

  skip(end: End, octets: number, frame: number, now: number): void {
    this.forgetFirst();
    this.reader?.skip(end, octets, frame, now);
  }

  /** Octets of an end, in order: to the reader, or to those that look for a protocol. */
  read(end: End, octets: Uint8Array, frame: number, now: number): void {
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
      this.forgetFirst();
    }
    this.pieces += 1;
    const all = this.first === null ? octets : Buffer.concat([this.first, octets]);
    if (this.begins(end, all)) return all;
    // What came before may be the octet of a keep-alive, where the connection began before the capture.
    if (this.first !== null && this.begins(end, octets)) return octets;
    this.first = null;
    if (all.length < ENOUGH) this.first = new Uint8Array(all);
    else this.isBehindFirst = true;
    if (this.turns > MOST_TURNS || this.pieces > MOST_PIECES) this.isGivenUp = true;
    return octets;
  }

  private begins(end: End, octets: Uint8Array): boolean {
    const [one, other] = this.ends;
    const found = recognize(octets, Math.min(one.port, other.port));
    if (found === null || !this.mayBegin(found)) return false;
    this.isKnown = true;
    this.first = null;
    if (this.isBehindFirst || !this.isWholeFromStart) this.before ??= "other";
    this.reader = this.make(found, this, this.clientOf(found, end));
    return true;
  }

  /** Behind the beginning of a connection only TLS begins, by its ClientHello; where the beginning is not there, all may. */
  private mayBegin({ protocol, sender }: Recognized): boolean {
    if (!this.isBehindFirst || !this.isWholeFromStart || this.before !== null) return true;
    return protocol === "tls" && sender === "client";
  }

  private forgetFirst(): void {
    this.isBehindFirst ||= this.first !== null;
    this.first = null;
  }

  private clientOf({ sender }: Recognized, end: End): End {
    if (sender !== "unknown") return sender === "client" ? end : otherEnd(end);
    const [one, other] = this.ends;
    return this.client ?? (one.port < other.port ? 1 : 0);
  }
}
