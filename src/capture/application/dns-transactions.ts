import type { Endpoint, FrameMark } from "../../evidence/index.ts";
import type { CapturedDns, DnsPatterns } from "./captured-dns.ts";
import { DnsAlike } from "./dns-alike.ts";
import { answerOf, cameWith } from "./dns-answer.ts";
import type { DnsAsked } from "./dns-asked.ts";
import { type DnsHeard, DnsListener } from "./dns-heard.ts";
import { DnsPatternReader } from "./dns-patterns.ts";
import { type DnsQuestion, DnsQuestions, isSameEnd } from "./dns-questions.ts";
import { Keep } from "./keep.ts";
import { between, markOf } from "./mark.ts";

const MOST_REPEATS = 8;
/** The resolver's own timeout. resolv.conf(5), options timeout. */
const TIMEOUT = 5e9;
/** A and AAAA of one call are sent together. getaddrinfo(3). */
const TOGETHER = 0.1e9;
/** Ports of multicast DNS and of link-local name resolution. RFC 6762, RFC 4795. */
const [MDNS, LLMNR] = [5353, 5355];

/** A DNS message as it was carried. */
interface CarriedMessage {
  readonly stream: number | null;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly octets: Uint8Array;
  readonly frame: number;
  readonly now: number;
  /** The capture holds only the first octets of it. */
  readonly isCut?: boolean;
}

/** What was asked, how it was answered, and what of it belongs together. */
export interface DnsFound {
  readonly dns: ReturnType<Keep<CapturedDns>["all"]>;
  readonly patterns: DnsPatterns;
}

const NO_REPEATS: readonly FrameMark[] = [];

/** Joins the questions of a capture with their answers. */
export class DnsTransactions {
  private readonly kept = new Keep<CapturedDns>();
  private readonly patternReader = new DnsPatternReader();
  private readonly questions = new DnsQuestions((question) => this.over(question));
  private readonly listener = new DnsListener();
  private readonly alike = new DnsAlike();
  private lastAt = 0;

  /** Takes in a message; false where it is none of DNS. */
  take(carried: CarriedMessage, isSure: boolean): boolean {
    const heard = this.listener.hear(carried.octets);
    if (heard === null || (!isSure && (heard.isDamaged || heard.asked === null))) return false;
    this.lastAt = carried.now;
    if (carried.isCut === true) this.unread(heard, carried);
    else if (heard.isResponse) this.answer(heard, carried);
    else if (heard.asked !== null) this.ask(heard, heard.asked, carried);
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

  /** Questions that are over by now, and a copy of the patterns in them: more may belong to each. */
  soFar(): DnsFound {
    return { dns: this.kept.all(), patterns: structuredClone(this.patternReader.patterns()) };
  }

  finish(now: number): DnsFound {
    this.lastAt = Math.max(this.lastAt, now);
    this.questions.finish();
    return { dns: this.kept.all(), patterns: this.patternReader.patterns() };
  }

  private ask(heard: DnsHeard, asked: DnsAsked, carried: CarriedMessage): void {
    const { stream, from: client, to: server, frame, now } = carried;
    const known = this.questions.find(client, server, { id: heard.id, asked });
    if (
      known !== null &&
      known.answer === null &&
      known.stream === stream &&
      isSameEnd(known.server, server)
    ) {
      this.patternReader.askedAgain(known.lastSentAt, frame, now);
      known.sent += 1;
      known.lastSentAt = now;
      if (known.repeats.length < MOST_REPEATS) known.repeats = [...known.repeats, markOf(frame, now)];
      return;
    }
    const before = this.alike.unansweredOne(client, asked, now);
    if (before !== null) this.patternReader.askedAgain(before.lastSentAt, frame, now);
    const last = stream === null ? this.questions.lastOf(client, server) : null;
    const question: DnsQuestion = {
      stream,
      client,
      server,
      id: heard.id,
      asked,
      frame,
      at: now,
      recursionDesired: heard.recursionDesired,
      checkingDisabled: heard.checkingDisabled,
      ednsSize: heard.ednsSize,
      retryOf: before?.frame ?? null,
      afterTruncated: stream === null ? null : this.alike.truncatedBefore(client, asked, now),
      sent: 1,
      lastSentAt: now,
      repeats: NO_REPEATS,
      answer: null,
      answeredFrom: null,
      moreAnswers: 0,
      icmpError: null,
      isCutOff: false,
      isUnread: false,
      partner: last !== null && isPair(last, asked, now) ? last : null,
      place: null,
    };
    this.alike.asks(question);
    this.questions.add(question);
    this.patternReader.asked(question);
  }

  private answer(heard: DnsHeard, { stream, from, to, octets, frame, now }: CarriedMessage): void {
    const { asked, id } = heard;
    // An error without a question answers the last one of its socket, by its id.
    const last = asked === null ? this.questions.lastOf(to, from) : null;
    const question =
      asked === null ? (last?.id === id ? last : null) : this.questions.find(to, from, { id, asked });
    if (question === null) {
      this.unasked(heard, { stream, from, to, octets, frame, now });
      return;
    }
    const isExact = asked === null || isSameEnd(question.server, from);
    if (question.answer !== null && question.answeredFrom === null) {
      question.moreAnswers += 1;
      return;
    }
    question.answer = cameWith(heard, { octets, frame, now });
    question.answeredFrom = isExact ? null : from;
    this.questions.answered(question);
    this.alike.isAnswered(question);
    if (heard.truncated && stream === null) this.alike.isTruncated(question, frame, now);
  }

  /** What an answer says is not in the capture; that it came is. */
  private unread({ id, isResponse, asked }: DnsHeard, { from, to }: CarriedMessage): void {
    if (!isResponse || asked === null) return;
    const question = this.questions.find(to, from, { id, asked });
    if (question === null || question.answer !== null || !isSameEnd(question.server, from)) return;
    question.isUnread = true;
    this.alike.isAnswered(question);
  }

  private unasked(heard: DnsHeard, { stream, from, to, octets, frame, now }: CarriedMessage): void {
    if (!this.kept.wants(0)) return;
    const result: CapturedDns = {
      ...answerOf(cameWith(heard, { octets, frame, now }), heard.asked),
      stream,
      transport: stream === null ? "udp" : "tcp",
      client: to,
      server: from,
      id: heard.id,
      name: heard.asked?.name ?? "",
      type: heard.asked?.type ?? "",
      isMulticast: isMulticast(from, to),
      recursionDesired: heard.recursionDesired,
      checkingDisabled: heard.checkingDisabled,
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
      ...answerOf(question.answer, question.asked),
      stream: question.stream,
      transport: question.stream === null ? "udp" : "tcp",
      client: question.client,
      server: question.server,
      id: question.id,
      name: question.asked.name,
      type: question.asked.type,
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
    if (answer !== null && answeredFrom === null) return answer.isDamaged ? "malformed" : "answered";
    if (isUnread && answer === null) return "cut";
    if (icmpError !== null) return "unreachable";
    if (answer !== null) return "other-source";
    return isCutOff || this.lastAt - lastSentAt >= TIMEOUT ? "unanswered" : "waiting";
  }
}

const isMulticast = (one: Endpoint, other: Endpoint): boolean =>
  one.port === MDNS || one.port === LLMNR || other.port === MDNS || other.port === LLMNR;

function isPair(last: DnsQuestion, { type, lower }: DnsAsked, now: number): boolean {
  const isBoth = (last.asked.type === "A" && type === "AAAA") || (last.asked.type === "AAAA" && type === "A");
  return isBoth && last.asked.lower === lower && now - last.at < TOGETHER;
}
