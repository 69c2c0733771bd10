import type { Endpoint, FrameMark } from "../../evidence/index.ts";
import { type DnsMessage, decodeDnsMessage } from "../../wire/index.ts";
import type { CapturedDns, DnsPatterns } from "./captured-dns.ts";
import { answerOf } from "./dns-answer.ts";
import { DnsPatternReader } from "./dns-patterns.ts";
import { type DnsQuestion, DnsQuestions } from "./dns-questions.ts";
import { Keep } from "./keep.ts";
import { between, markOf } from "./mark.ts";

const MOST_REPEATS = 8;
/** Questions whose like may be asked again are remembered for 30 s, at most so many. */
const REMEMBERED_FOR = 30e9;
const MOST_REMEMBERED = 20_000;
/** The resolver's own timeout. resolv.conf(5), options timeout. */
const TIMEOUT = 5e9;
/** A and AAAA of one call are sent together. getaddrinfo(3). */
const TOGETHER = 0.1e9;
/** Ports of multicast DNS and of link-local name resolution. RFC 6762, RFC 4795. */
const [MDNS, LLMNR] = [5353, 5355];

/** A DNS message as it was carried. */
export interface CarriedMessage {
  readonly stream: number | null;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly octets: Uint8Array;
  readonly frame: number;
  readonly now: number;
  /** The capture holds only the first octets of it. */
  readonly isCut?: boolean;
}

/** Joins the questions of a capture with their answers. */
export class DnsTransactions {
  private readonly kept = new Keep<CapturedDns>();
  private readonly patternReader = new DnsPatternReader();
  private readonly questions = new DnsQuestions((question) => this.over(question));
  /** The last question of its kind without an answer, by client, name and type; and the last truncated answer. */
  private readonly unanswered = new Map<string, DnsQuestion>();
  private readonly truncated = new Map<string, { readonly frame: number; readonly at: number }>();
  private lastAt = 0;

  /** Takes in a message; false where it is none of DNS. */
  take(carried: CarriedMessage, isSure: boolean): boolean {
    const message = decodeDnsMessage(carried.octets);
    if (message === null || (!isSure && (message.damage !== null || message.question === null))) return false;
    this.lastAt = carried.now;
    if (carried.isCut === true) this.unread(message, carried);
    else if (message.isResponse) this.answer(message, carried);
    else if (message.question !== null) this.ask(message, message.question, carried);
    return true;
  }

  /** An ICMP error that quotes a datagram from a client to a server. */
  unreachable(client: Endpoint, server: Endpoint, icmpError: NonNullable<CapturedDns["icmpError"]>): boolean {
    const question = this.questions.lastOf(client, server);
    if (question === null) return false;
    question.icmpError ??= icmpError;
    return true;
  }

  /** A connection that carried questions has ended. */
  cutOff(client: Endpoint, server: Endpoint): void {
    const question = this.questions.lastOf(client, server);
    if (question !== null) question.isCutOff = true;
  }

  finish(now: number): {
    readonly dns: ReturnType<Keep<CapturedDns>["all"]>;
    readonly patterns: DnsPatterns;
  } {
    this.lastAt = Math.max(this.lastAt, now);
    this.questions.finish();
    return { dns: this.kept.all(), patterns: this.patternReader.patterns() };
  }

  private ask(message: DnsMessage, asked: { name: string; type: string }, carried: CarriedMessage): void {
    const { stream, from: client, to: server, frame, now } = carried;
    const known = this.questions.find(client, server, { id: message.id, ...asked });
    if (known?.isExact === true && known.question.answer === null && known.question.stream === stream) {
      const { question } = known;
      this.patternReader.askedAgain(question.lastSentAt, frame, now);
      question.sent += 1;
      question.lastSentAt = now;
      if (question.repeats.length < MOST_REPEATS) question.repeats.push(markOf(frame, now));
      return;
    }
    const kind = kindOf(client, asked);
    const before = this.unanswered.get(kind);
    const isRetry = before !== undefined && before.answer === null && now - before.at < REMEMBERED_FOR;
    if (isRetry) this.patternReader.askedAgain(before.lastSentAt, frame, now);
    const cut = stream === null ? undefined : this.truncated.get(kind);
    const last = stream === null ? this.questions.lastOf(client, server) : null;
    const question: DnsQuestion = {
      stream,
      client,
      server,
      id: message.id,
      ...asked,
      frame,
      at: now,
      recursionDesired: message.recursionDesired,
      checkingDisabled: message.checkingDisabled,
      ednsSize: message.ednsSize,
      retryOf: isRetry ? before.frame : null,
      afterTruncated: cut !== undefined && now - cut.at < REMEMBERED_FOR ? cut.frame : null,
      sent: 1,
      lastSentAt: now,
      repeats: [],
      answer: null,
      answeredFrom: null,
      moreAnswers: 0,
      icmpError: null,
      isCutOff: false,
      isUnread: false,
      partner: last !== null && isPair(last, asked, now) ? last : null,
    };
    remember(this.unanswered, kind, question);
    this.questions.add(question);
    this.patternReader.asked(question);
  }

  private answer(message: DnsMessage, { stream, from, to, octets, frame, now }: CarriedMessage): void {
    const { question: asked } = message;
    const came = { message, rcode: message.rcode, frame, at: now, octets: octets.length };
    const last = this.questions.lastOf(to, from);
    // An error without a question answers the last one of its socket, by its id.
    const found =
      asked === null
        ? last !== null && last.id === message.id
          ? { question: last, isExact: true }
          : null
        : this.questions.find(to, from, { id: message.id, ...asked });
    if (found === null) {
      this.unasked(message, { stream, from, to, octets, frame, now });
      return;
    }
    const { question, isExact } = found;
    if (question.answer !== null && question.answeredFrom === null) {
      question.moreAnswers += 1;
      return;
    }
    question.answer = came;
    question.answeredFrom = isExact ? null : from;
    this.questions.answered(question);
    const kind = kindOf(question.client, question);
    if (this.unanswered.get(kind) === question) this.unanswered.delete(kind);
    if (message.truncated && stream === null) remember(this.truncated, kind, { frame, at: now });
  }

  /** What an answer says is not in the capture; that it came is. */
  private unread(message: DnsMessage, { from, to }: CarriedMessage): void {
    if (!message.isResponse || message.question === null) return;
    const found = this.questions.find(to, from, { id: message.id, ...message.question });
    if (found === null || !found.isExact || found.question.answer !== null) return;
    found.question.isUnread = true;
    const kind = kindOf(found.question.client, found.question);
    if (this.unanswered.get(kind) === found.question) this.unanswered.delete(kind);
  }

  private unasked(message: DnsMessage, { stream, from, to, octets, frame, now }: CarriedMessage): void {
    if (!this.kept.wants(0)) return;
    const result: CapturedDns = {
      ...answerOf({ message, rcode: message.rcode, frame, at: now, octets: octets.length }, message.question),
      stream,
      transport: stream === null ? "udp" : "tcp",
      client: to,
      server: from,
      id: message.id,
      name: message.question?.name ?? "",
      type: message.question?.type ?? "",
      isMulticast: isMulticast(from, to),
      recursionDesired: message.recursionDesired,
      checkingDisabled: message.checkingDisabled,
      ednsSize: null,
      query: null,
      repeats: [],
      sent: 0,
      retryOf: null,
      afterTruncated: null,
      moreAnswers: 0,
      took: null,
      outcome: "unasked",
      answeredFrom: null,
      icmpError: null,
    };
    this.kept.add(result, 0, frame);
  }

  private over(question: DnsQuestion): void {
    this.patternReader.over(question);
    const rcode = question.answer?.rcode;
    const outcome = this.outcomeOf(question);
    const isWell = outcome === "answered" && (rcode === "NOERROR" || rcode === "NXDOMAIN");
    const weight =
      isWell && question.answer !== null
        ? Math.max(0, question.answer.at - question.at) / 1e6
        : Number.POSITIVE_INFINITY;
    if (!this.kept.wants(weight)) return;
    const query = markOf(question.frame, question.at);
    const answer: FrameMark | null =
      question.answer === null ? null : markOf(question.answer.frame, question.answer.at);
    const took = answer === null ? null : between(query, answer);
    const result: CapturedDns = {
      ...answerOf(question.answer, question),
      stream: question.stream,
      transport: question.stream === null ? "udp" : "tcp",
      client: question.client,
      server: question.server,
      id: question.id,
      name: question.name,
      type: question.type,
      isMulticast: isMulticast(question.client, question.server),
      recursionDesired: question.recursionDesired,
      checkingDisabled: question.checkingDisabled,
      ednsSize: question.ednsSize,
      query,
      repeats: question.repeats,
      sent: question.sent,
      retryOf: question.retryOf,
      afterTruncated: question.afterTruncated,
      moreAnswers: question.moreAnswers,
      took,
      outcome,
      answeredFrom: question.answeredFrom,
      icmpError: question.icmpError,
    };
    this.kept.add(result, weight, question.frame);
  }

  private outcomeOf(question: DnsQuestion): CapturedDns["outcome"] {
    const { answer, answeredFrom, icmpError, isCutOff, isUnread, lastSentAt } = question;
    if (answer !== null && answeredFrom === null)
      return answer.message?.damage === null ? "answered" : "malformed";
    if (isUnread && answer === null) return "cut";
    if (icmpError !== null) return "unreachable";
    if (answer !== null) return "other-source";
    return isCutOff || this.lastAt - lastSentAt >= TIMEOUT ? "unanswered" : "waiting";
  }
}

const kindOf = ({ address }: Endpoint, { name, type }: { name: string; type: string }): string =>
  `${address} ${type} ${name.toLowerCase()}`;

const isMulticast = (one: Endpoint, other: Endpoint): boolean =>
  [one.port, other.port].some((port) => port === MDNS || port === LLMNR);

function isPair(last: DnsQuestion, asked: { name: string; type: string }, now: number): boolean {
  const types = [last.type, asked.type].toSorted().join(" ");
  return (
    types === "A AAAA" && last.name.toLowerCase() === asked.name.toLowerCase() && now - last.at < TOGETHER
  );
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST_REMEMBERED) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
