import type { Endpoint, FrameMark } from "../../evidence/index.ts";
import type { DnsMessage } from "../../wire/index.ts";
import type { CapturedDns } from "./captured-dns.ts";

/** One question while its answer may come. Times in nanoseconds since the first frame. */
export interface DnsQuestion {
  readonly stream: number | null;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly frame: number;
  readonly at: number;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  readonly ednsSize: number | null;
  readonly retryOf: number | null;
  readonly afterTruncated: number | null;
  sent: number;
  lastSentAt: number;
  readonly repeats: FrameMark[];
  answer: {
    /** Given up with the question. */
    message: DnsMessage | null;
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
}

/** Questions that are open at once, at some 1 KiB each, and how long: 30 s, more than resolvers wait with all their attempts. */
const MOST_OPEN = 20_000;
const OPEN_FOR = 30e9;
/** Of those, answered ones: they wait for more answers alone. */
const MOST_ANSWERED = 1_000;

/** The questions that may still be answered, found by what an answer repeats of them. */
export class DnsQuestions {
  /** With the keys by which they are found. */
  private readonly open = new Map<DnsQuestion, { readonly asker: string; readonly socket: string }>();
  private readonly answeredOnes = new Set<DnsQuestion>();
  private readonly byAsker = new Map<string, DnsQuestion[]>();
  private readonly bySocket = new Map<string, DnsQuestion>();
  private readonly over: (question: DnsQuestion) => void;

  /** `over` is called for each question once nothing more is waited for. */
  constructor(over: (question: DnsQuestion) => void) {
    this.over = over;
  }

  add(question: DnsQuestion): void {
    const asker = askerKey(question.client, question);
    const socket = socketKey(question.client, question.server);
    this.open.set(question, { asker, socket });
    const others = this.byAsker.get(asker);
    if (others === undefined) this.byAsker.set(asker, [question]);
    else others.push(question);
    this.bySocket.set(socket, question);
    this.forget(question.at);
  }

  /** A question has its answer. */
  answered(question: DnsQuestion): void {
    this.answeredOnes.add(question);
    if (this.answeredOnes.size <= MOST_ANSWERED) return;
    for (const oldest of this.answeredOnes) {
      this.drop(oldest);
      return;
    }
  }

  /** The question of a client with this id, name and type: to this server, or to another one. */
  find(client: Endpoint, server: Endpoint, asked: Asked): { question: DnsQuestion; isExact: boolean } | null {
    const candidates = this.byAsker.get(askerKey(client, asked));
    if (candidates === undefined) return null;
    const exact = candidates.findLast(
      (one) => one.server.address === server.address && one.server.port === server.port,
    );
    if (exact !== undefined) return { question: exact, isExact: true };
    const other = candidates.find((one) => one.answer === null);
    return other === undefined ? null : { question: other, isExact: false };
  }

  /** The last question that went from one socket to another. */
  lastOf(client: Endpoint, server: Endpoint): DnsQuestion | null {
    return this.bySocket.get(socketKey(client, server)) ?? null;
  }

  finish(): void {
    this.forget(Number.POSITIVE_INFINITY);
  }

  private forget(now: number): void {
    for (const question of this.open.keys()) {
      if (question.lastSentAt + OPEN_FOR > now && this.open.size <= MOST_OPEN) return;
      this.drop(question);
    }
  }

  private drop(question: DnsQuestion): void {
    const keys = this.open.get(question);
    if (keys === undefined) return;
    const { asker, socket } = keys;
    this.open.delete(question);
    this.answeredOnes.delete(question);
    const others = this.byAsker.get(asker);
    if (others === undefined || others.length === 1) this.byAsker.delete(asker);
    else others.splice(others.indexOf(question), 1);
    if (this.bySocket.get(socket) === question) this.bySocket.delete(socket);
    this.over(question);
    if (question.answer !== null) question.answer.message = null;
  }
}

interface Asked {
  readonly id: number;
  readonly name: string;
  readonly type: string;
}

/** Names are compared without regard to case. RFC 4343. */
const askerKey = ({ address, port }: Endpoint, { id, name, type }: Asked): string =>
  `${address} ${port} ${id} ${type} ${name.toLowerCase()}`;

const socketKey = (one: Endpoint, other: Endpoint): string =>
  `${one.address} ${one.port} ${other.address} ${other.port}`;
