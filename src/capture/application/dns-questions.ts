import type { Endpoint, FrameMark } from "../../evidence/index.ts";
import type { DnsMessage } from "../../wire/index.ts";
import type { CapturedDns } from "./captured-dns.ts";
import { type DnsAsked, isSameAsked } from "./dns-asked.ts";
import { hashOfText, mixed } from "./hash.ts";

/** One question while its answer may come. Times in nanoseconds since the first frame. */
export interface DnsQuestion {
  readonly stream: number | null;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly id: number;
  readonly asked: DnsAsked;
  readonly frame: number;
  readonly at: number;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  readonly ednsSize: number | null;
  readonly retryOf: number | null;
  readonly afterTruncated: number | null;
  sent: number;
  lastSentAt: number;
  repeats: readonly FrameMark[];
  answer: {
    /** Decoded, or its octets as text, a letter each. Given up with the question. */
    message: DnsMessage | string | null;
    readonly isDamaged: boolean;
    readonly rcode: string;
    readonly frame: number;
    readonly at: number;
    readonly octets: number;
  } | null;
  answeredFrom: Endpoint | null;
  moreAnswers: number;
  icmpError: CapturedDns["icmpError"];
  /** Its connection ended. */
  isCutOff: boolean;
  /** Its answer came, and the capture holds too little of it. */
  isUnread: boolean;
  /** The A or AAAA question that the same socket asked with it, just before. */
  partner: DnsQuestion | null;
  /** Its place among those that are open; `null` where it is not. */
  place: Place | null;
}

/** Questions that are open at once, at some 1 KiB each, and how long: 30 s, more than resolvers wait with all their attempts. */
const MOST_OPEN = 20_000;
const OPEN_FOR = 30e9;
/** Of those, answered ones: they wait for more answers alone. */
const MOST_ANSWERED = 1_000;
/** Places of a queue that were left before what is behind them is moved up. */
const MOST_LEFT = 1_024;

/** Where an open question is found. */
interface Place {
  readonly asker: number;
  readonly socket: number;
  isAnswered: boolean;
  /** The one before it with the same short number. */
  older: DnsQuestion | null;
}

/** What comes first leaves first. */
class Queue {
  private all: DnsQuestion[] = [];
  private left = 0;

  add(question: DnsQuestion): void {
    this.all.push(question);
  }

  /** The oldest one that is still open; those before it are forgotten. */
  oldest(): DnsQuestion | undefined {
    while (this.left < this.all.length && this.all[this.left]?.place === null) this.left += 1;
    if (this.left >= MOST_LEFT && this.left * 2 > this.all.length) {
      this.all = this.all.slice(this.left);
      this.left = 0;
    }
    return this.all[this.left];
  }
}

/** The questions that may still be answered, found by what an answer repeats of them. */
export class DnsQuestions {
  private readonly open = new Queue();
  private readonly answeredOnes = new Queue();
  private openCount = 0;
  private answeredCount = 0;
  /** The newest ones, by short numbers of what finds them; several may have the same. */
  private readonly byAsker = new Map<number, DnsQuestion>();
  private readonly bySocket = new Map<number, DnsQuestion>();
  private readonly over: (question: DnsQuestion) => void;

  /** `over` is called for each question once nothing more is waited for. */
  constructor(over: (question: DnsQuestion) => void) {
    this.over = over;
  }

  add(question: DnsQuestion): void {
    const { client, server, id, asked } = question;
    const asker = askerHash(client, id, asked);
    const socket = socketHash(client, server);
    question.place = { asker, socket, isAnswered: false, older: this.byAsker.get(asker) ?? null };
    this.open.add(question);
    this.openCount += 1;
    this.byAsker.set(asker, question);
    this.bySocket.set(socket, question);
    this.forget(question.at);
  }

  /** A question has its answer. */
  answered(question: DnsQuestion): void {
    const { place } = question;
    if (place === null || place.isAnswered) return;
    place.isAnswered = true;
    this.answeredOnes.add(question);
    this.answeredCount += 1;
    const oldest = this.answeredCount > MOST_ANSWERED ? this.answeredOnes.oldest() : undefined;
    if (oldest !== undefined) this.drop(oldest);
  }

  /** The question of a client with this id, name and type that went to this server; else the first one without an answer that went to another. */
  find(client: Endpoint, server: Endpoint, { id, asked }: Asked): DnsQuestion | null {
    let other: DnsQuestion | null = null;
    let one = this.byAsker.get(askerHash(client, id, asked)) ?? null;
    for (; one !== null; one = one.place?.older ?? null) {
      if (one.id !== id || !isSameEnd(one.client, client) || !isSameAsked(one.asked, asked)) continue;
      if (isSameEnd(one.server, server)) return one;
      if (one.answer === null) other = one;
    }
    return other;
  }

  /** The last question that went from one socket to another. */
  lastOf(client: Endpoint, server: Endpoint): DnsQuestion | null {
    const last = this.bySocket.get(socketHash(client, server));
    return last !== undefined && isSameEnd(last.client, client) && isSameEnd(last.server, server)
      ? last
      : null;
  }

  finish(): void {
    this.forget(Number.POSITIVE_INFINITY);
  }

  private forget(now: number): void {
    for (let one = this.open.oldest(); one !== undefined; one = this.open.oldest()) {
      if (one.lastSentAt + OPEN_FOR > now && this.openCount <= MOST_OPEN) return;
      this.drop(one);
    }
  }

  private drop(question: DnsQuestion): void {
    const { place } = question;
    if (place === null) return;
    this.openCount -= 1;
    if (place.isAnswered) this.answeredCount -= 1;
    this.unlink(question, place);
    question.place = null;
    if (this.bySocket.get(place.socket) === question) this.bySocket.delete(place.socket);
    this.over(question);
    if (question.answer !== null) question.answer.message = null;
  }

  private unlink(question: DnsQuestion, { asker, older }: Place): void {
    let newer = this.byAsker.get(asker);
    if (newer === question) {
      if (older === null) this.byAsker.delete(asker);
      else this.byAsker.set(asker, older);
      return;
    }
    while (newer !== undefined && newer.place?.older !== question) newer = newer.place?.older ?? undefined;
    if (newer?.place) newer.place.older = older;
  }
}

interface Asked {
  readonly id: number;
  readonly asked: DnsAsked;
}

/** Whether two are one address and port. */
export const isSameEnd = (one: Endpoint, other: Endpoint): boolean =>
  one.port === other.port && one.address === other.address;

const endHash = ({ address, port }: Endpoint): number => mixed(hashOfText(address), port);

const askerHash = (client: Endpoint, id: number, asked: DnsAsked): number =>
  mixed(mixed(endHash(client), id), asked.hash);

const socketHash = (one: Endpoint, other: Endpoint): number => mixed(endHash(one), endHash(other));
