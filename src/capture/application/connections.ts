import type { Endpoint } from "../../evidence/index.ts";
import type { TrackedPacket } from "../flow/side-track.ts";
import type { WaitingRoom } from "../stream/stream.ts";
import { control } from "../tcp/sequence.ts";
import type { AddressTexts } from "./address-texts.ts";
import { Connection, type MakeReader } from "./connection.ts";
import { type End, otherEnd } from "./connection-reader.ts";

/** Connections that are read at once, at some 4 KiB each; those with data alone count. */
const MOST_CONNECTIONS = 4_000;
const FIRST_ROOM = 1_024;
/** A connection that is over is kept for what comes late or repeated: 2 s, more than most retransmission timers. */
const LINGER = 2e9;
/** Where there is no room, nothing more is waited for on a connection without any packet for 60 s. */
const LONG_IDLE = 60e9;
/** What is known of a stream before it has data: which ends sent their SYN, which of them was the first; and that it is over. */
const known = { syn0: 1, syn1: 2, client0: 4, client1: 8, done: 16, open: 32 } as const;
const NOTHING: Uint8Array = new Uint8Array(0);
const SYNS = known.syn0 | known.syn1;

/** The connections of a capture, by the numbers of their streams. What has no data costs nine octets. */
export class Connections {
  /** Connections with data whose protocol is not known here, and those for which there was no room. */
  others = 0;
  leftOut = 0;
  readonly make: MakeReader;
  readonly room: WaitingRoom = { octets: 0 };
  private readonly addresses: AddressTexts;
  private states = new Uint8Array(FIRST_ROOM);
  private firsts = new Int32Array(2 * FIRST_ROOM);
  private readonly open = new Map<number, Connection>();
  /** Those that are open, found without a search: the place of a stream's connection is in `firsts` while it is open. */
  private readonly places: (Connection | undefined)[] = [];
  private readonly freePlaces: number[] = [];
  private triedAgainAfter = 0;
  /** Streams that are over, in the order in which they ended, and when. */
  private over: { readonly stream: number; readonly at: number }[] = [];
  /** How many of them are closed already. */
  private closed = 0;
  /** One for all segments. */
  private readonly lent = { octets: NOTHING, at: 0, length: 0, captured: 0, frame: 0, now: 0 };
  private lastFrame = 0;
  lastAt = 0;

  constructor(make: MakeReader, addresses: AddressTexts) {
    this.addresses = addresses;
    this.make = make;
  }

  /** Takes in a segment. */
  segment(seen: TrackedPacket, stream: number, end: End): void {
    const { header, frame, now } = seen;
    const { bits } = header;
    this.lastFrame = frame;
    this.lastAt = now;
    if (stream >= this.states.length) this.grow(stream);
    const state = this.states[stream] ?? 0;
    if ((state & known.done) !== 0) return;
    const isOpen = (state & known.open) !== 0;
    if (!isOpen && (bits & control.syn) !== 0) this.begin(stream, end, header);
    if (!isOpen && header.data === 0) return;
    const connection = isOpen ? this.places[this.firsts[2 * stream] ?? 0] : this.connect(seen, stream, end);
    if (connection === undefined) return;
    connection.hasSent[end] = true;
    connection.lastAt = now;
    if ((bits & control.ack) !== 0)
      connection.streams[otherEnd(end)].acknowledge(header.acknowledgement, seen);
    if (header.data > 0 && (bits & control.rst) === 0) this.data(connection, seen, end);
    if (connection.isGivenUp) this.close(connection);
    else if ((bits & (control.fin | control.rst)) !== 0) this.end(connection, seen, end);
  }

  /** Nothing more comes. */
  finish(): void {
    for (const connection of this.open.values()) this.close(connection);
  }

  private begin(stream: number, end: End, { bits, sequence }: TrackedPacket["header"]): void {
    const bit = end === 0 ? known.syn0 : known.syn1;
    const state = this.states[stream] ?? 0;
    const isClient = ((bits & control.ack) === 0) === (end === 0);
    const client = (state & SYNS) === 0 ? (isClient ? known.client0 : known.client1) : 0;
    this.states[stream] = state | bit | client;
    this.firsts[2 * stream + end] = (sequence + 1) | 0;
  }

  private connect({ packet, header }: TrackedPacket, stream: number, end: End): Connection | undefined {
    if (this.open.size >= MOST_CONNECTIONS && this.leftOut >= this.triedAgainAfter) this.makeRoom();
    if (this.open.size >= MOST_CONNECTIONS) {
      this.leftOut += 1;
      this.states[stream] = known.done;
      return undefined;
    }
    const source: Endpoint = { address: this.addresses.source(packet), port: header.sourcePort };
    const destination: Endpoint = {
      address: this.addresses.destination(packet),
      port: header.destinationPort,
    };
    const state = this.states[stream] ?? 0;
    const client = (state & known.client0) !== 0 ? 0 : (state & known.client1) !== 0 ? 1 : null;
    const ends = end === 0 ? ([source, destination] as const) : ([destination, source] as const);
    const connection = new Connection({ stream, ends }, client, this);
    if ((state & known.syn0) !== 0) connection.streams[0].open(this.firsts[2 * stream] ?? 0);
    if ((state & known.syn1) !== 0) connection.streams[1].open(this.firsts[2 * stream + 1] ?? 0);
    connection.hasSent[0] = (state & known.syn0) !== 0;
    connection.hasSent[1] = (state & known.syn1) !== 0;
    this.open.set(stream, connection);
    const place = this.freePlaces.pop() ?? this.places.length;
    this.places[place] = connection;
    this.firsts[2 * stream] = place;
    this.states[stream] = state | known.open;
    return connection;
  }

  private data(connection: Connection, { packet, header, frame, now }: TrackedPacket, end: End): void {
    const { lent } = this;
    lent.octets = packet.octets;
    lent.at = header.dataAt;
    lent.length = header.data;
    lent.captured = header.dataCaptured;
    lent.frame = frame;
    lent.now = now;
    const start = (header.bits & control.syn) === 0 ? header.sequence : (header.sequence + 1) | 0;
    connection.streams[end].take(start, lent);
  }

  private end(connection: Connection, { header, frame, now }: TrackedPacket, end: End): void {
    const wasOver = connection.isOver;
    connection.ended(end, (header.bits & control.rst) !== 0 ? "reset" : "fin", frame, now);
    if (wasOver || !connection.isOver) return;
    this.over.push({ stream: connection.stream, at: now });
    this.forget(now - LINGER, 0);
  }

  /** Room for new ones: those that are over, then those on which nothing is under way, or nothing came for long. */
  private makeRoom(): void {
    this.forget(Number.NEGATIVE_INFINITY, MOST_CONNECTIONS / 10);
    for (const connection of this.open.values()) {
      if (this.open.size < MOST_CONNECTIONS / 2) break;
      const isIdle = connection.lastAt + LONG_IDLE < this.lastAt;
      if (isIdle || connection.reader?.isSettled !== false) this.close(connection);
    }
    // A walk over all of them: where it found little, it is not done again for each new connection.
    this.triedAgainAfter = this.leftOut + MOST_CONNECTIONS / 10;
  }

  /** Closes connections that were over at a time, or more of them until so many are. */
  private forget(before: number, wanted: number): void {
    for (let done = 0; this.closed < this.over.length; done += 1) {
      const oldest = this.over[this.closed];
      if (oldest === undefined || (oldest.at > before && done >= wanted)) break;
      const connection = this.open.get(oldest.stream);
      if (connection !== undefined) this.close(connection);
      this.closed += 1;
    }
    // Not at each time: what is left is copied.
    if (this.closed < FIRST_ROOM || this.closed * 2 < this.over.length) return;
    this.over = this.over.slice(this.closed);
    this.closed = 0;
  }

  private close(connection: Connection): void {
    connection.finish(this.lastFrame, this.lastAt);
    if (!connection.isKnown) this.others += 1;
    this.open.delete(connection.stream);
    const place = this.firsts[2 * connection.stream] ?? 0;
    this.places[place] = undefined;
    this.freePlaces.push(place);
    this.states[connection.stream] = known.done;
  }

  private grow(stream: number): void {
    const room = Math.max(stream + 1, this.states.length * 2);
    const [states, firsts] = [new Uint8Array(room), new Int32Array(2 * room)];
    states.set(this.states);
    firsts.set(this.firsts);
    [this.states, this.firsts] = [states, firsts];
  }
}
