import type { FrameMark } from "../../evidence/index.ts";
import type { CapturedDatabase, DatabaseError } from "./captured-database.ts";
import { type ConnectionFacts, type End, otherEnd } from "./connection-reader.ts";
import type { Keep } from "./keep.ts";
import { between, markOf } from "./mark.ts";

const MOST_ERRORS = 16;
const MOST_VERSION = 64;

/** One connection to a database while it goes on: its turns and errors. */
export class DatabaseTrack {
  serverVersion: string | null = null;
  turnedToTls = false;
  tlsRefused = false;
  offersTls: boolean | null = null;
  triedLogin = false;
  isReadOnly: boolean | null = null;
  served: boolean | null = null;
  ready: FrameMark | null = null;
  unknownFrom: FrameMark | null = null;
  private first: FrameMark | null = null;
  private lastFrame = 0;
  private lastAt = 0;
  private requests = 0;
  private total = 0;
  private longest = 0;
  private longestAt: FrameMark | null = null;
  /** When the request that has no answer yet was sent, its last octet; -1 where there is none. */
  private askedAt = -1;
  private askedFrame = 0;
  private isUsable = false;
  private readonly errors: DatabaseError[] = [];
  private errorCount = 0;
  private end: CapturedDatabase["end"] = null;
  private readonly facts: ConnectionFacts;
  private readonly client: End;

  constructor(facts: ConnectionFacts, client: End) {
    this.facts = facts;
    this.client = client;
  }

  /** Octets of an end came. */
  came(end: End, frame: number, now: number): void {
    this.first ??= markOf(frame, now);
    this.lastFrame = frame;
    this.lastAt = now;
    if (this.isUsable) this.ready ??= markOf(frame, now);
    if (this.ready === null) return;
    if (end === this.client) {
      if (this.askedAt < 0) this.requests += 1;
      this.askedAt = now;
      this.askedFrame = frame;
      return;
    }
    if (this.askedAt < 0) return;
    const took = (now - this.askedAt) / 1e6;
    this.total += took;
    if (took > this.longest) {
      this.longest = took;
      this.longestAt = markOf(this.askedFrame, this.askedAt);
    }
    this.askedAt = -1;
  }

  /** What the client sent is a message that has no answer. */
  needsNoAnswer(): void {
    this.askedAt = -1;
  }

  /** The protocol has no greeting: its first octets are a request. */
  usableFromStart(): void {
    this.isUsable = true;
  }

  isReady(frame: number, now: number): void {
    this.ready ??= markOf(frame, now);
  }

  says(version: string): void {
    this.serverVersion = version
      .replace(/[^!-~]+/g, " ")
      .trim()
      .slice(0, MOST_VERSION);
  }

  failed(error: Omit<DatabaseError, "mark" | "atStart">, frame: number, now: number): void {
    this.errorCount += 1;
    if (this.errors.length < MOST_ERRORS)
      this.errors.push({ mark: markOf(frame, now), ...error, atStart: this.ready === null });
  }

  ended(end: End, how: "fin" | "reset", frame: number, now: number): void {
    this.end ??= { by: end === this.client ? "client" : "server", how, mark: markOf(frame, now) };
  }

  lost(frame: number, now: number): void {
    this.unknownFrom ??= markOf(frame, now);
  }

  get isSettled(): boolean {
    return this.askedAt < 0 && this.ready !== null;
  }

  keep(protocol: CapturedDatabase["protocol"], kept: Keep<CapturedDatabase>): void {
    const { facts, client, first } = this;
    if (first === null) return;
    const weight = this.errorCount > 0 || !this.isSettled ? Number.POSITIVE_INFINITY : this.longest;
    if (!kept.wants(weight)) return;
    const result: CapturedDatabase = {
      stream: facts.stream,
      client: facts.ends[client],
      server: facts.ends[otherEnd(client)],
      protocol,
      bothEndsSeen: facts.hasSent[0] && facts.hasSent[1],
      first,
      last: markOf(this.lastFrame, this.lastAt),
      serverVersion: this.serverVersion,
      turnedToTls: this.turnedToTls,
      tlsRefused: this.tlsRefused,
      offersTls: this.offersTls,
      triedLogin: this.triedLogin,
      isReadOnly: this.isReadOnly,
      served: this.served,
      ready: this.ready,
      readyTook: this.ready === null ? null : between(first, this.ready),
      requests: this.requests,
      waiting: { total: this.total, longest: this.longest, longestAt: this.longestAt },
      waitsSince: this.askedAt < 0 ? null : markOf(this.askedFrame, this.askedAt),
      errors: this.errors,
      errorCount: this.errorCount,
      end: this.end,
      unknownFrom: this.unknownFrom,
    };
    kept.add(result, weight, first.frame);
  }
}
