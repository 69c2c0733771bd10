import type { FrameMark } from "../../evidence/index.ts";
import type { CapturedHttp } from "./captured-http.ts";
import type { ConnectionFacts, End } from "./connection-reader.ts";
import { HttpTrack } from "./http-track.ts";
import type { Keep } from "./keep.ts";
import { markOf } from "./mark.ts";

/** Requests that wait for their answers on one connection; browsers and proxies pipeline none or few. */
const MOST_PENDING = 256;

/** The exchanges of one connection of HTTP/1, from each request to the end of its answer, in order. RFC 9112, section 9.3. */
export class Http1Exchanges {
  /** Octets of the server came in which no head was found: an answer may be among them. */
  hasUnread = false;
  /** The request whose body is being sent. */
  writing: HttpTrack | null = null;
  private readonly facts: ConnectionFacts;
  private readonly client: End;
  private readonly kept: Keep<CapturedHttp>;
  /** Requests that have no whole answer yet, the oldest first. */
  private pending: HttpTrack[] = [];
  /** The last one that was answered: kept to see how the connection ends. */
  private answered: HttpTrack | null = null;
  private count = 0;
  private lastDoneAt = -1;
  private end: CapturedHttp["end"] = null;
  private serverFin: FrameMark | null = null;
  private serverReset: FrameMark | null = null;
  private isLost = false;

  constructor(facts: ConnectionFacts, client: End, kept: Keep<CapturedHttp>) {
    this.facts = facts;
    this.client = client;
    this.kept = kept;
  }

  get isSettled(): boolean {
    return this.pending.length === 0;
  }

  get isFull(): boolean {
    return this.pending.length === MOST_PENDING;
  }

  /** The one that is being answered, or waits for it next. */
  get next(): HttpTrack | undefined {
    return this.pending[0];
  }

  /** A request whose head began at a time. */
  asked(headAt: number): HttpTrack {
    const track = this.begin();
    track.idleBefore = this.lastDoneAt < 0 ? 0 : Math.max(0, headAt - this.lastDoneAt);
    this.writing = track;
    return track;
  }

  /** The one that is answered now, whether or not its request is in the capture. */
  answering(): HttpTrack {
    return this.pending[0] ?? this.begin();
  }

  /** The request's body is whole, or broke the grammar. */
  requestEnds(isMalformed: boolean): void {
    if (this.writing !== null) this.writing.requestIsWhole = !isMalformed;
    this.writing = null;
  }

  /** The answer is whole, or broke the grammar. */
  answerEnds(isMalformed: boolean): void {
    const track = this.pending.shift();
    if (track === undefined) return;
    if (isMalformed) track.outcome = "malformed";
    track.answerIsWhole = !isMalformed;
    this.lastDoneAt = track.answerLastAt;
    this.settle();
    this.answered = track;
  }

  /** What is missing may hold ends of exchanges: nothing more is said of those that are open. */
  lose(end: End): void {
    this.isLost = true;
    this.hasUnread ||= end !== this.client;
    this.writing = null;
    for (const track of this.pending) this.hand(track, false);
    this.pending = [];
    this.isLost = false;
  }

  ended(end: End, how: "fin" | "reset", frame: number, now: number): void {
    const mark = markOf(frame, now);
    const by = end === this.client ? "client" : "server";
    // A FIN behind which the other end goes on is not yet the end; a reset is.
    if (this.end === null || (how === "reset" && this.end.how === "fin" && this.pending.length > 0))
      this.end = { by, how, mark };
    if (by === "client") return;
    if (how === "fin") this.serverFin ??= mark;
    else this.serverReset ??= mark;
  }

  finish(): void {
    if (this.answered !== null) this.hand(this.answered, true);
    this.answered = null;
    for (const track of this.pending) this.hand(track, true);
    this.pending = [];
  }

  private begin(): HttpTrack {
    this.settle();
    const track = new HttpTrack();
    this.count += 1;
    track.onConnection = this.count;
    this.pending.push(track);
    return track;
  }

  /** The connection went on behind the answered one. */
  private settle(): void {
    if (this.answered !== null) this.hand(this.answered, false);
    this.answered = null;
  }

  private hand(track: HttpTrack, isLast: boolean): void {
    const { weight } = track;
    if (!this.kept.wants(weight)) return;
    const { end, serverFin, serverReset } = this;
    const isLost = this.isLost || this.hasUnread;
    const how = isLast ? { end, serverFin, serverReset } : { end: null, serverFin: null, serverReset: null };
    const result = track.result(this.facts, this.client, { ...how, protocol: "http/1.1", isLost });
    this.kept.add(result, weight, track.requestFrame < 0 ? track.answerFrame : track.requestFrame);
  }
}
