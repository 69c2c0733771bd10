import type { EpochMs, Ms } from "../base/index.ts";
import type { StateAsked } from "./path-asked.ts";
import { dueAt, freshPace, type HopPace, isSlow, patienceFor, recount, wantedOf } from "./path-pace.ts";
import { isEnd, isFromDestination, type PathAnswer, type SentProbe } from "./path-probes.ts";
import { hopAddresses, hopsBack, isLoop } from "./path-shape.ts";

/** Distances that are tried at once while nothing is known of the path's length: six answers in a row is all that a Linux router gives. */
const FIRST_WINDOW = 4;
const NEXT_WINDOW = 8;

/** Before this nothing is called lost: a queue on a bad link holds packets for a second and more. */
const LOST_AFTER: Ms = 3_000;

/** TTL that reaches every host there is. RFC 1700 recommends it; the longest paths have some thirty hops. */
export const FAR_TTL = 64;

/** The bookkeeping of one run: what was sent, what came of it, and what is to be sent next. Knows no sockets and no clock. */
export class PathState {
  readonly probes: SentProbe[] = [];
  readonly #asked: StateAsked;
  readonly #byId = new Map<number, SentProbe>();
  readonly #waiting = new Set<SentProbe>();
  readonly #paces: HopPace[] = [];
  /** Flows whose errors quote too little to name their probe: one at a time. */
  readonly #serial = new Set<number>();
  /** The greatest TTL that is being tried. */
  #frontier: number;
  /** By flow, the least TTL whose answer ended the path. */
  readonly #ends = new Map<number, number>();
  #worst: Ms = 0;
  #isSettled = false;

  constructor(asked: StateAsked) {
    this.#asked = asked;
    this.#frontier = Math.min(FIRST_WINDOW, asked.maxTtl);
  }

  /** TTL of the destination, or of who ended the path before it; `null` as long as nobody did. */
  get end(): number | null {
    return this.#ends.size === 0 ? null : Math.max(...this.#ends.values());
  }

  /** The greatest TTL that is worth a probe. */
  get #last(): number {
    return this.end ?? this.#frontier;
  }

  /** The greatest TTL that was tried, but for the one that goes to the destination at once. */
  get lastTtlTried(): number {
    return this.probes.reduce((most, { ttl }) => (ttl < FAR_TTL ? Math.max(most, ttl) : most), 0);
  }

  /** Whether a probe to this distance is for the destination. */
  isForDestination(ttl: number): boolean {
    return this.end !== null && ttl >= this.end && this.#paceOf(this.end).provesLoss;
  }

  /** Takes down what was just sent. */
  sent(probe: {
    readonly ttl: number;
    readonly flow: number;
    readonly sentAt: EpochMs;
    readonly sentTicks: Ms;
  }): void {
    const pace = this.#paceOf(this.#placeOf(probe.ttl));
    const made: SentProbe = {
      ...probe,
      id: this.probes.length + 1,
      isQuick: !isSlow(pace),
      provesLoss: this.#asked.provesLoss && (this.#asked.repeatsFlow || this.isForDestination(probe.ttl)),
      isWaiting: true,
      answer: null,
      quote: null,
    };
    this.probes.push(made);
    this.#byId.set(made.id, made);
    this.#waiting.add(made);
    pace.sent += 1;
    pace.lastSent = probe.sentTicks;
    pace.oldestWaiting ??= probe.sentTicks;
  }

  /** Number that the next probe gets. */
  get nextId(): number {
    return this.probes.length + 1;
  }

  /** Takes down what came back. @returns the probe that it answers for the first time, else `null`. */
  answered(answer: PathAnswer): SentProbe | null {
    const probe = answer.id === null ? this.#only(answer.flow) : this.#byId.get(answer.id);
    if (probe === undefined) return null;
    probe.quote ??= answer.quote;
    if (probe.answer !== null) return null;
    probe.answer = answer;
    const pace = this.#paceOf(this.#placeOf(probe.ttl));
    const wasWaiting = this.#waiting.delete(probe);
    probe.isWaiting = false;
    pace.answered += 1;
    if (!wasWaiting) {
      // Late, and there all the same.
      if (probe.isQuick) pace.givenUpQuick = Math.max(0, pace.givenUpQuick - 1);
      else pace.givenUpSlow = Math.max(0, pace.givenUpSlow - 1);
    }
    const trip = answer.at - probe.sentAt;
    if (trip >= 0) {
      pace.worst = Math.max(pace.worst, trip);
      this.#worst = Math.max(this.#worst, trip);
    }
    this.#recount();
    this.#learn(probe, answer);
    return probe;
  }

  /** Gives up what nothing came back for in time. @returns those probes. */
  giveUp(now: Ms): readonly SentProbe[] {
    const late = [...this.#waiting].filter((probe) => now > this.#givenUpAt(probe));
    for (const probe of late) {
      this.#waiting.delete(probe);
      probe.isWaiting = false;
      const pace = this.#paceOf(this.#placeOf(probe.ttl));
      if (probe.isQuick) pace.givenUpQuick += 1;
      else pace.givenUpSlow += 1;
    }
    if (late.length > 0) this.#recount();
    return late;
  }

  /** Until when an answer is waited for. */
  #givenUpAt(probe: SentProbe): Ms {
    const patience = patienceFor(this.#worst);
    const isLoss = this.isForDestination(probe.ttl);
    return probe.sentTicks + (isLoss ? Math.max(patience, LOST_AFTER) : patience);
  }

  /** What may be sent now, and when to look again at the latest; nothing and `null` once all is done. */
  next(now: Ms): {
    readonly send: readonly { readonly ttl: number; readonly flow: number }[];
    readonly at: Ms | null;
  } {
    this.#advance();
    const send: { readonly ttl: number; readonly flow: number }[] = [];
    const busy = new Set([...this.#waiting].map(({ flow }) => flow));
    let at = Number.POSITIVE_INFINITY;
    for (let ttl = 1; ttl <= this.#last; ttl += 1) {
      const pace = this.#paceOf(ttl);
      const isSweeping = this.end === null;
      const count = isSweeping ? 1 : this.#asked.count;
      const due = dueAt(pace, count, now);
      if (due === null) continue;
      if (due > now) {
        at = Math.min(at, due);
        continue;
      }
      const flow = isSweeping ? 0 : pace.sent % this.#asked.flows;
      const isOneByOne = this.#asked.isSerial || this.#serial.has(flow);
      if (isOneByOne && busy.has(flow)) continue;
      busy.add(flow);
      send.push({ ttl, flow });
    }
    const patience = patienceFor(this.#worst);
    for (const probe of this.#waiting) at = Math.min(at, this.#givenUpAt(probe) + 1);
    const isHeldUp = this.#waiting.size > 0 || send.length > 0;
    return { send, at: Number.isFinite(at) ? at : isHeldUp ? now + patience : null };
  }

  /** Whether the last that said its TTL ran out are the same ones over and over. */
  get isLooping(): boolean {
    if (this.end !== null) return false;
    const near = this.probes.filter(({ ttl }) => ttl < FAR_TTL);
    return isLoop(hopAddresses(near, this.#asked.destination));
  }

  /** The window is answered or given up: is there more to try? */
  #advance(): void {
    if (this.end !== null || this.#isSettled) return;
    const isOpen = [...this.#waiting].some(({ ttl }) => ttl < FAR_TTL);
    const isTried = this.lastTtlTried >= this.#frontier;
    if (isOpen || !isTried) return;
    const window = this.probes.filter(({ ttl }) => ttl > this.#frontier - NEXT_WINDOW && ttl < FAR_TTL);
    const isSilent = this.#frontier >= NEXT_WINDOW && window.every(({ answer }) => answer === null);
    if (isSilent || this.isLooping || this.#frontier >= this.#asked.maxTtl) {
      this.#isSettled = true;
      // The path ends in silence: what is known of it is measured as well as a path that is whole.
      const last = this.probes.findLast(({ answer, ttl }) => answer !== null && ttl < FAR_TTL);
      if (last !== undefined) this.#ends.set(-1, last.ttl);
      return;
    }
    this.#frontier = Math.min(this.#asked.maxTtl, this.#frontier + NEXT_WINDOW);
  }

  /** What an answer tells of the path's length. */
  #learn(probe: SentProbe, answer: PathAnswer): void {
    const { destination, maxTtl } = this.#asked;
    if (isEnd(answer.said)) {
      if (probe.ttl >= FAR_TTL) {
        const back = answer.returnTtl === null ? null : hopsBack(answer.returnTtl);
        if (back !== null && this.end === null)
          this.#frontier = Math.min(maxTtl, Math.max(this.#frontier, back));
        return;
      }
      this.#ends.set(probe.flow, Math.min(this.#ends.get(probe.flow) ?? maxTtl, probe.ttl));
      if (this.#asked.provesLoss && isFromDestination(answer, destination))
        this.#paceOf(probe.ttl).provesLoss = true;
      this.#ends.delete(-1);
      this.#recount();
      return;
    }
    // Another flow has a longer way than the one that was found.
    if (
      this.end !== null &&
      !this.#isSettled &&
      probe.ttl >= this.end &&
      probe.ttl < maxTtl &&
      probe.ttl < FAR_TTL
    ) {
      this.#ends.set(probe.flow, probe.ttl + 1);
      this.#frontier = Math.max(this.#frontier, probe.ttl + 1);
    }
  }

  /** The one probe of a flow that an unnamed answer can be for. */
  #only(flow: number): SentProbe | undefined {
    const waiting = [...this.#waiting].filter((probe) => probe.flow === flow);
    this.#serial.add(flow);
    return waiting.length === 1 ? waiting[0] : undefined;
  }

  /** Distance that a probe belongs to: what was sent farther than the end is for the end. */
  #placeOf(ttl: number): number {
    return this.end === null ? ttl : Math.min(ttl, this.end);
  }

  #paceOf(ttl: number): HopPace {
    this.#paces[ttl] ??= freshPace();
    return this.#paces[ttl];
  }

  /** Counts anew by distance, since the end of the path may have moved. */
  #recount(): void {
    recount(this.#paces, this.probes, (ttl) => this.#paceOf(this.#placeOf(ttl)));
  }

  /** How many probes are still to be sent, for showing how far the run is. */
  get left(): number {
    let left = 0;
    for (let ttl = 1; ttl <= this.#last; ttl += 1) left += wantedOf(this.#paceOf(ttl), this.#asked.count);
    return left;
  }
}
