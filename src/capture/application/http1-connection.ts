import { type BodyFraming, framingOf, readHttpHead } from "../../wire/index.ts";
import type { Moment } from "../stream/stream.ts";
import { BodyHop } from "./body-hop.ts";
import type { CapturedHttp } from "./captured-http.ts";
import { type ConnectionFacts, type ConnectionReader, type End, otherEnd } from "./connection-reader.ts";
import { HeadScan } from "./head-scan.ts";
import { readRequestHead } from "./http-request-head.ts";
import type { HttpTrack } from "./http-track.ts";
import { Http1Exchanges } from "./http1-exchanges.ts";
import { beginsHead, emptyHalf, type Half, textOf } from "./http1-half.ts";
import type { Keep } from "./keep.ts";

const SWITCHING = 101;

/** One for all connections: what it found is used at once. */
const scan = new HeadScan();

/** Reads the requests and answers of one connection of HTTP/1 and hops over their bodies. RFC 9112. */
export class Http1Connection implements ConnectionReader {
  readonly passable: [number, number] = [0, 0];
  private readonly facts: ConnectionFacts;
  private readonly client: End;
  private readonly halves: readonly [Half, Half] = [emptyHalf(), emptyHalf()];
  private readonly exchanges: Http1Exchanges;

  constructor(facts: ConnectionFacts, client: End, kept: Keep<CapturedHttp>) {
    this.facts = facts;
    this.client = client;
    this.exchanges = new Http1Exchanges(facts, client, kept);
    // Where the connection began before the capture, the end of another answer may come first.
    this.halves[otherEnd(client)].isLost = !facts.isWholeFromStart;
  }

  get isSettled(): boolean {
    return this.exchanges.isSettled;
  }

  read(end: End, octets: Uint8Array, frame: number, now: number): number {
    const half = this.halves[end];
    const isClient = end === this.client;
    let rest = octets;
    if (half.isLost && !this.findsAgain(isClient, octets)) {
      this.exchanges.hasUnread ||= !isClient;
      return octets.length;
    }
    while (rest.length > 0 && !half.isLost) {
      let taken: number;
      if (half.body !== null) taken = this.body(half, half.body, { isClient, rest, frame, now });
      else taken = isClient ? this.request(half, rest, frame, now) : this.answer(half, rest, frame, now);
      if (taken < 0) return octets.length - rest.length - taken - 1;
      rest = rest.subarray(taken);
    }
    this.passable[end] = half.isLost ? 0 : (half.body?.passable ?? 0);
    return octets.length;
  }

  pass(end: End, octets: number, at: Moment): void {
    const { body } = this.halves[end];
    if (body === null) return;
    body.pass(octets);
    this.passable[end] = body.passable;
    this.noteBody(end === this.client, body, at.frame, at.now);
  }

  skip(end: End, octets: number): void {
    const half = this.halves[end];
    const isClient = end === this.client;
    if (half.isLost) return;
    if (half.body?.skip(octets) === true) {
      (isClient ? this.exchanges.writing : this.exchanges.next)?.missing(isClient, half.body.octets, octets);
      if (half.body.state !== "open") this.bodyEnds(half, isClient);
      this.passable[end] = half.body?.passable ?? 0;
      return;
    }
    this.lose(end);
  }

  ended(end: End, how: "fin" | "reset", frame: number, now: number): void {
    this.exchanges.ended(end, how, frame, now);
  }

  finish(): void {
    this.exchanges.finish();
  }

  /** What is missing may hold heads: one is looked for at the beginning of each piece. */
  private lose(end: End): void {
    this.exchanges.lose(end);
    const half = this.halves[end];
    half.isLost = true;
    half.head = null;
    half.body = null;
    this.passable[end] = 0;
  }

  private findsAgain(isClient: boolean, octets: Uint8Array): boolean {
    const finds = beginsHead(octets, isClient);
    if (finds) this.halves[isClient ? this.client : otherEnd(this.client)].isLost = false;
    if (finds && !isClient) this.exchanges.hasUnread = false;
    return finds;
  }

  private request(half: Half, octets: Uint8Array, frame: number, now: number): number {
    const begun = half.head;
    const all = begun === null ? octets : Buffer.concat([begun, octets]);
    if (begun === null) {
      half.headFrame = frame;
      half.headAt = now;
    }
    const isUsual = scan.request(all);
    const head = isUsual ? null : readRequestHead(all);
    if (!isUsual && head === null) {
      half.head = new Uint8Array(all);
      return octets.length;
    }
    half.head = null;
    if (head === "malformed" || this.exchanges.isFull) {
      half.isLost = true;
      return octets.length;
    }
    const track = this.exchanges.asked(half.headAt);
    if (head === null) track.requestIs(textOf(all, scan.headOctets), scan);
    else track.request = head;
    track.asked(half.headFrame, half.headAt);
    track.asked(frame, now);
    half.body = BodyHop.of(head === null ? scan.requestBody() : head.body);
    const headOctets = head === null ? scan.headOctets : head.headOctets;
    if (half.body === null) this.bodyEnds(half, true);
    return headOctets - (begun?.length ?? 0);
  }

  /** Gives back how many octets were taken; less than 0 where another protocol begins behind so many. */
  private answer(half: Half, octets: Uint8Array, frame: number, now: number): number {
    const begun = half.head;
    const all = begun === null ? octets : Buffer.concat([begun, octets]);
    const track = this.exchanges.answering();
    track.answered(frame, now);
    if (scan.answer(all) && scan.status >= 200 && scan.status < 400 && !track.isConnect) {
      half.head = null;
      track.answerIs(textOf(all, scan.headOctets), scan.status);
      this.beginBody(half, track, scan.answerBody(track.isHead));
      return scan.headOctets - (begun?.length ?? 0);
    }
    const read = readHttpHead(all);
    if (read.outcome === "incomplete") {
      half.head = new Uint8Array(all);
      return octets.length;
    }
    half.head = null;
    if (read.outcome !== "head") {
      track.outcome = read.outcome === "not-http" && track.interim.length === 0 ? "not-http" : "malformed";
      half.isLost = true;
      return octets.length;
    }
    const { head } = read;
    const taken = head.headOctets - (begun?.length ?? 0);
    if (head.status < 200 && head.status !== SWITCHING) {
      track.interimStatus(head.status);
      track.answerFrame = -1;
      return taken;
    }
    const framing = framingOf(head, track.isHead ? "HEAD" : track.isConnect ? "CONNECT" : "GET");
    track.endsBy = framing.by === "contradiction" ? "close" : framing.by;
    track.head(head, octets.subarray(taken));
    this.beginBody(half, track, framing);
    if (head.status !== SWITCHING && (!track.isConnect || head.status >= 300)) return taken;
    this.facts.handOver(head.status === SWITCHING ? "other" : "connect");
    return -taken - 1;
  }

  private beginBody(half: Half, track: HttpTrack, framing: BodyFraming): void {
    track.endsBy = framing.by === "contradiction" ? "close" : framing.by;
    track.promisedOctets = framing.by === "length" ? framing.octets : framing.by === "none" ? 0 : null;
    half.body = BodyHop.of(framing);
    if (half.body === null) this.bodyEnds(half, false, framing.by === "contradiction");
  }

  private body(
    half: Half,
    body: BodyHop,
    { isClient, rest, frame, now }: { isClient: boolean; rest: Uint8Array; frame: number; now: number },
  ): number {
    const taken = body.read(rest);
    this.noteBody(isClient, body, frame, now);
    if (body.state !== "open") this.bodyEnds(half, isClient);
    return taken;
  }

  private noteBody(isClient: boolean, { octets }: BodyHop, frame: number, now: number): void {
    if (isClient) this.exchanges.writing?.requestBody(octets, frame, now);
    else this.exchanges.next?.answerBody(octets, frame, now);
  }

  private bodyEnds(half: Half, isClient: boolean, isMalformed = half.body?.state === "malformed"): void {
    half.body = null;
    if (isMalformed) half.isLost = true;
    if (isClient) this.exchanges.requestEnds(isMalformed);
    else this.exchanges.answerEnds(isMalformed);
  }
}
